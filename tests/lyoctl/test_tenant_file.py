"""Is a tenant's file read strictly, and a mistake in it told with line and column?"""

import time
from datetime import timedelta

import pytest

from lyoctl.mesh import DEMO_TENANTS
from lyoctl.tenant_file import TenantFileError, read
from lyoctl.tenant_schema import Switch


def test_all_that_is_said_is_read(file):
    salon = read(file()).says

    (cut,), (eva,), (owner,) = salon.offerings, salon.resources, salon.members
    assert (cut.length, cut.step) == (timedelta(minutes=90), timedelta(minutes=20))
    assert cut.price == (1250, "EUR")
    days = [6, 7, 1]
    assert list(eva.openings()) == [
        (day, *hours) for day in days for hours in ((540, 780), (840, 1440))
    ]
    assert salon.flags.given() == {"notifications": Switch(enabled=True, percentage=10)}
    assert (owner.role, owner.phone) == ("owner", "+393331234567")


@pytest.mark.parametrize("path", DEMO_TENANTS, ids=lambda path: path.stem)
def test_the_demo_tenants_are_called_as_their_files(path):
    assert read(path).says.tenant.name == path.stem


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("approval", "aproval", "2:1: aproval: there is no such key"),
        ("1h30m", "ninety", "6:44: offerings.0.length: write a length as 30m, 1h or 1h30m"),
        ("12.50 EUR", "12.5 EUR", "6:69: offerings.0.price: write a price as 25 EUR or 12.50 EUR"),
        ("sat-mon", "weekend", "11:13: resources.0.hours.weekend: 'weekend' is not daily"),
        ("09:00-13:00", "13:00-09:00", "11:23: resources.0.hours.sat-mon.0: '13:00-09:00' must"),
        ("name: cut", "name: Cut", "6:12: offerings.0.name: must be small letters"),
        ("Europe/Rome", "Mars/Olympus", "1:55: tenant.time_zone: is no IANA time zone"),
        ("sat-mon", "sun, mon: [x], sat-mon", "11:16: resources.0.hours.sun: must be a list"),
        ("platform: whatsapp, ", "", "4:5: channels.0: platform is missing"),
        (
            "whatsapp",
            "fax",
            "4:16: channels.0.platform: no such platform: fax; there are whatsapp, t",
        ),
        ('"1"', "1", "4:35: channels.0.address: must be a text: put it in quotes"),
        (
            "percentage: 10",
            "percentage: 101",
            "13:31: flags.notifications.percentage: must be 100 at most",
        ),
        ("notifications:", "nots:", "13:3: flags.nots: there is no such key"),
        ("owner", "boss", "15:31: members.0.role: must be owner, admin or agent"),
        ('"+393331234567"', "+393331234567", "15:45: members.0.phone: must be a text"),
        ("+393331234567", "+39333", "15:45: members.0.phone: must be a phone number with +"),
        ("+393331234567", "+3933312345678901", "15:45: members.0.phone: "),
        ("performs: [cut]", "performs: [shave]", "10:16: resources.0.performs.0: there is no"),
        ("14:00-24:00", "12:00-24:00", "11:12: resources.0.hours: two stretches of one day"),
        ("name: salon", "name: [X]", "1:16: tenant.name: must be a text, not a list"),
        ("name: salon", "name: {a: b}", "1:16: tenant.name: must be a text, not keys and values"),
        ("name: salon", "name: ", "tenant.name: is empty"),
        ("name: Salon", "name: ''", "tenant.display_name: is empty"),
        ("[it, en]", "[it, no]", "tenant.languages.1: must be a text: put it in quotes"),
        ("[it, en]", "[it, Italian]", "tenant.languages.1: must be a language such as it"),
        ("[it, en]", "[it, xx]", "tenant.languages.1: is no language we know"),
        ("[it, en]", "[]", "tenant.languages: must have 1 at least"),
        ("[it, en]", "it", "tenant.languages: must be a list, as in [one, two]"),
        ("default: true", "default: 'yes'", "offerings.0.default: must be true or false"),
        ("{percentage: 10}", "maybe", "flags.notifications: must be true, false, or {percentage"),
        ("percentage: 10", "percentage: '10'", "must be a whole number, without quotes"),
        ("by-hand", "true", "2:11: approval: must be automatic or by-hand"),
        ("1h30m", "2m", "6:44: offerings.0.length: must be 5 minutes to 24 hours"),
    ],
)
def test_a_mistake_is_told_with_its_place(complaint, old, new, told):
    assert told in complaint(**{old: new})


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("  - {platform: whatsapp, address: '1'}\n", "channels.1.address: whatsapp 1 is given"),
        (
            "  - {platform: twilio, address: 'whatsapp:+39333'}\n",
            "channels.1.address: must be a phone number of",
        ),
    ],
)
def test_of_two_channels_the_second_is_told(complaint, part, told):
    assert told in complaint(**{"offerings:": f"{part}offerings:"})


def test_two_defaults_and_two_names_are_told(complaint):
    again = "  - {name: cut, display_name: C, length: 1h, default: true}\nresources:"
    told = complaint(**{"resources:": again})

    assert "7:12: offerings.1.name: cut is given twice" in told
    assert "7:55: offerings.1.default: another offering is the default" in told


def test_every_mistake_is_told_up_to_twenty(complaint):
    told = complaint("tenant: {}\n" + "".join(f"k{n}: 1\n" for n in range(30)))

    assert "1:9: tenant.name: is missing" in told
    assert len(told.splitlines()) == 21
    assert told.endswith("and 14 more")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tenant:\n  {name: a", "3:1: while parsing a flow mapping"),
        ("tenant:\n\tname: a", "2:1: a tab: indent with spaces"),
        ("tenant:\n  name: a\n  \tzone: b", "3:3: a tab: indent with spaces"),
        ("tenant: 1\ntenant: 2", "2:1: 'tenant' is given twice"),
        ("tenant: &a [1]\nchannels: *a", "2:11: aliases are not used here"),
        ("a: &a [x]\n<<: *a", "2:5: aliases are not used here"),
        ("tenant:\n  <<: {name: a}", "2:3: tenant.<<: there is no such key"),
        ("a: 1\n---\nb: 2", "2:1: a second document"),
        ("? [a]\n: b", "1:3: a key is a word"),
        ("no: 1", "1:1: a key is a word"),
        ("tenant: !!python/name:os.system x", "1:9: could not determine a constructor"),
        ("# nothing yet", "1:1: the file is empty"),
        ("- a", "1:1: the file: must have keys and values"),
        ("tenant: {name: 2026-13-45}", "1:16: tenant.name: must be small letters"),
        ("tenant:\n  name: \x01", "2:9: a character that nobody can see"),
        (b"tenant:\n  name: \xff\xfe", "2:9: is no UTF-8 text"),
    ],
)
def test_yaml_that_is_none_or_too_clever_is_told_with_its_place(complaint, text, told):
    assert told in complaint(text)


def explosion() -> str:
    """The billion laughs."""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (explosion(), "2:10: aliases are not used here"),
        ("tenant:\n" + "[" * 200_000, "2:1"),
        ("tenant:\n" + "".join(" " * n + "-\n" for n in range(1, 900)), "21:21: nested more"),
        ("#" * 99 + "\n" + "a: b\n" * 2_100_000, ": the file goes on beyond 1 MB"),
    ],
    ids=["aliases", "brackets", "indents", "10 MB"],
)
def test_what_would_explode_is_refused_at_once(complaint, text, told):
    begun = time.process_time()

    assert told in complaint(text)
    assert time.process_time() - begun < 2


def test_the_line_is_told_beyond_which_a_file_is_too_large(complaint):
    assert complaint("#" * 1023 + "\n" + ("x" * 1023 + "\n") * 1100).startswith("1025:1: ")


def test_a_file_as_large_as_it_may_be_is_read(file):
    text = file().read_text()
    padded = text + "#" * (1024 * 1024 - len(text))

    assert read(file(padded)).says == read(file()).says


def test_a_file_that_windows_wrote_is_read(file):
    text = file().read_text().replace("\n", "\r\n")

    assert read(file(b"\xef\xbb\xbf" + text.encode())).says.tenant.name == "salon"


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TenantFileError, match="No such file"):
        read(tmp_path / "none.yaml")


def secret(source):
    return source.secret(source.says.channels[0].access_token, "channels", 0, "access_token")


def test_a_token_comes_from_the_environment_or_a_file(file, tmp_path, monkeypatch):
    monkeypatch.setenv("SALON_TOKEN", "of-the-environment")
    (tmp_path / "token").write_text("of-the-file\n")

    assert secret(read(file(TOKEN="env:SALON_TOKEN"))) == "of-the-environment"
    assert secret(read(file(TOKEN=f"file:{tmp_path}/token"))) == "of-the-file"
    assert secret(read(file(TOKEN="sandbox-token"))) == "sandbox-token"


def test_a_token_file_is_looked_for_beside_the_tenants_file(file, tmp_path):
    (tmp_path / "token").write_text("of-the-file\n")

    assert secret(read(file(TOKEN="file:token"))) == "of-the-file"


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("env:NOT_SET_HERE", "4:54: NOT_SET_HERE is not set"),
        ("file:/not/there", "4:54: /not/there cannot be read"),
        ("file:/dev/null", "4:54: /dev/null is empty"),
    ],
)
def test_a_token_that_is_nowhere_is_told_when_it_is_wanted(file, token, told):
    source = read(file(TOKEN=token))

    with pytest.raises(TenantFileError, match=r"salon\.yaml") as error:
        secret(source)
    assert told in str(error.value)


def test_a_token_that_stands_in_the_file_is_refused_and_not_repeated(complaint):
    told = complaint(TOKEN="EAAG-a-real-one")

    assert "4:54: channels.0.access_token: write it as env:NAME or file:PATH" in told
    assert "EAAG" not in told
