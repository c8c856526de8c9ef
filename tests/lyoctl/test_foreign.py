"""Is a DATABASE_URL that cannot be used told in one line, without the password?"""

import pytest

from lyoctl.foreign import DatabaseRefused, check_database


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://lyo:s3cret@127.0.0.1:1/lyo", "Connection refused: start that PostgreSQL"),
        ("postgresql://lyo:s3@cret@127.0.0.1:1/lyo", "%40"),
        ("postgresql://lyo:s3/cret@127.0.0.1/lyo", "cannot be read"),
        ("postgresql+asyncpg://lyo:s3cret@127.0.0.1/lyo", "cannot be read"),
        ("s3cret", "cannot be read"),
    ],
)
def test_what_is_wrong_is_one_line(url, told):
    with pytest.raises(DatabaseRefused) as refused:
        check_database(url)

    said = str(refused.value)
    assert said.startswith("DATABASE_URL")
    assert told in said
    assert "cret" not in said
    assert "\n" not in said
