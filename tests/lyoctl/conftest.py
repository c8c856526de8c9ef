"""A tenant's file to begin with, and what is told of a bad one."""

import itertools
from pathlib import Path

import pytest

from lyoctl.tenant_file import TenantFileError, read
from tests.lyoctl.running import operated

SALON = """\
tenant: {name: salon, display_name: Salon, time_zone: Europe/Rome, languages: [it, en]}
approval: by-hand
channels:
  - {platform: whatsapp, address: "1", access_token: TOKEN}
offerings:
  - {name: cut, display_name: Cut, length: 1h30m, step: 20m, price: 12.50 EUR, default: true}
resources:
  - name: eva
    display_name: Eva
    performs: [cut]
    hours: {sat-mon: ["09:00-13:00", "14:00-24:00"]}
flags:
  notifications: {percentage: 10}
members:
  - {display_name: Eva, role: owner, phone: "+393331234567", email: eva@salon.example}
"""


@pytest.fixture
def file(tmp_path):
    """Writes a file with this text, or the salon's with something replaced."""

    def write(text: str | bytes = SALON, **replaced: str):
        path = tmp_path / "salon.yaml"
        if isinstance(text, str):
            for old, new in {"TOKEN": "sandbox-salon-token", **replaced}.items():
                text = text.replace(old, new, 1)
            text = text.encode()
        path.write_bytes(text)
        return path

    return write


@pytest.fixture
def complaint(file):
    """What is told of a bad file, behind its name."""

    def told(text: str | bytes = SALON, **replaced: str) -> str:
        path = file(text, **replaced)
        with pytest.raises(TenantFileError) as error:
            read(path)
        assert str(error.value).startswith(f"{path}:")
        return str(error.value).replace(f"{path}:", "")

    return told


@pytest.fixture(scope="session")
async def mesh_of_two(lyo_databases):
    """Tenant and booking, for all tests of this folder: each has tenants of its own in them."""
    async with operated(lyo_databases) as running:
        yield running


_names = itertools.count(1)


@pytest.fixture
def salon(tmp_path):
    """Writes the file of a tenant that no other test has, or that with something replaced."""
    number = next(_names)
    own = {"name: salon": f"name: shop-{number}", 'address: "1"': f'address: "77{number:04}"'}

    def write(**replaced: str) -> Path:
        text = SALON
        for old, new in {**own, "TOKEN": "sandbox-salon-token", **replaced}.items():
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "salon.yaml"
        path.write_text(text)
        return path

    write.name = f"shop-{number}"
    write.address = f"77{number:04}"
    return write
