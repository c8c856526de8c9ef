"""Are the keys looked after on a laptop too, where nobody names a database?"""

import asyncio
import os
import sys


async def test_without_a_database_url_it_is_the_database_of_make_run(mesh):
    told = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    home = mesh.installation.home
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lyoctl", "secrets", "rotate", "--home", str(home)),
        env={**told, "LYO_ENV": "test"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await process.communicate()

    # Under the key of the key file already: nothing is changed under the feet of other tests.
    assert process.returncode == 0, complaint.decode()
    assert "0 data keys of 0 tenants changed" in said.decode()
    assert "wraps" in said.decode()
