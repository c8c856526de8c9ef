"""Is a tenant's file read strictly, and a mistake in it told with its place?"""

from datetime import timedelta

import pytest

from lyoctl.mesh import DEMO_TENANTS
from lyoctl.tenant_file import TenantFileError, length_of, minutes_of, read, weekdays_of

SALON = """
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
"""


@pytest.fixture
def file(tmp_path):
    """Writes a file with this text, or the salon's with something replaced."""

    def write(text: str = SALON, **replaced: str):
        for old, new in {"TOKEN": "sandbox-salon-token", **replaced}.items():
            text = text.replace(old, new)
        path = tmp_path / "salon.yaml"
        path.write_text(text)
        return path

    return write


def complaint(path) -> str:
    with pytest.raises(TenantFileError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}: ")
    return str(error.value).removeprefix(f"{path}: ")


def test_all_that_is_said_is_read(file):
    salon = read(file())

    (cut,), (eva,) = salon.offerings, salon.resources
    assert (cut.length, cut.step) == (timedelta(minutes=90), timedelta(minutes=20))
    assert cut.price == (1250, "EUR")
    days = [6, 7, 1]
    assert list(eva.openings()) == [
        (day, *hours) for day in days for hours in ((540, 780), (840, 1440))
    ]


@pytest.mark.parametrize("path", DEMO_TENANTS, ids=lambda path: path.stem)
def test_the_demo_tenants_are_called_as_their_files(path):
    assert read(path).tenant.name == path.stem


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("approval", "aproval", "aproval: Extra inputs are not permitted"),
        ("1h30m", "ninety", "offerings.0.length: write a length as 30m, 1h or 1h30m"),
        ("12.50 EUR", "12,50", "offerings.0.price: write a price as 25 EUR or 12.50 EUR"),
        ("sat-mon", "weekend", "resources.0.hours: 'weekend' is not daily"),
        ("09:00-13:00", "13:00-09:00", "'13:00-09:00' must end after it starts"),
        ("name: cut", "name: Cut", "offerings.0.name"),
    ],
)
def test_a_mistake_is_told_with_its_place(file, old, new, told):
    assert told in complaint(file(**{old: new}))


def test_yaml_that_is_none_and_keys_given_twice_are_told(file):
    assert "flow" in complaint(file("tenant: {name: a"))
    assert "'tenant' is given twice" in complaint(file("tenant: 1\ntenant: 2"))
    assert "aliases are not used here" in complaint(file("tenant: &a [1]\nchannels: *a"))


def test_bytes_that_are_no_text_are_told(file):
    path = file()
    path.write_bytes(b"tenant: \xff\xfe")

    assert "is no UTF-8" in complaint(path)


def test_an_empty_file_is_told_as_such(file):
    assert complaint(file("# nothing yet")) == "the file is empty"


def test_a_date_that_is_none_is_told(file):
    assert "month" in complaint(file("tenant: {name: 2026-13-45}"))


def test_a_token_comes_from_the_environment_or_a_file(file, tmp_path, monkeypatch):
    monkeypatch.setenv("SALON_TOKEN", "of-the-environment")
    (tmp_path / "token").write_text("of-the-file\n")

    assert read(file(TOKEN="env:SALON_TOKEN")).channels[0].access_token == "of-the-environment"
    assert read(file(TOKEN=f"file:{tmp_path}/token")).channels[0].access_token == "of-the-file"


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("EAAG-a-real-one", "never in the file"),
        ("env:NOT_SET_HERE", "NOT_SET_HERE is not set"),
        ("file:/not/there", "/not/there cannot be read"),
    ],
)
def test_a_token_that_stands_in_the_file_or_nowhere_is_refused(file, token, told):
    assert told in complaint(file(TOKEN=token))
    assert "EAAG" not in complaint(file(TOKEN=token))


@pytest.mark.parametrize("text", ["", "1", "1d", "-5m", "1h 30m"])
def test_what_is_no_length(text):
    with pytest.raises(ValueError, match="write a length"):
        length_of(text)


def test_days_of_the_week():
    assert weekdays_of("tue-sat") == [2, 3, 4, 5, 6]
    assert weekdays_of("daily") == [1, 2, 3, 4, 5, 6, 7]
    assert weekdays_of("fri-fri") == [5]


def test_minutes_of_a_day():
    assert minutes_of("00:00-24:00") == (0, 1440)
    for text in ("9:00-13:00", "09:60-10:00", "09:00-24:01", "09:00"):
        with pytest.raises(ValueError, match="is not"):
            minutes_of(text)
