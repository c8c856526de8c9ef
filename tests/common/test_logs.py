"""Do the logs keep what is personal to themselves, and can nobody forge a line?"""

import io
import json
import logging
import uuid
from datetime import UTC, datetime

import pytest

from services.common import context, logs
from services.common.logs import JsonLines, Phone, Secret, event, scrubbed
from tests.common.fixtures import lines

__all__ = ["lines"]

log = logging.getLogger("tests.logs")
PHONE = "+393331112001"


def raised(error):
    try:
        raise error
    except Exception as caught:
        return caught


def test_a_line_says_when_who_and_what(lines):
    with context.work(request="r1", tenant_id="t1"):
        event(log, "verify_address", attempts=2)

    (line,) = lines()
    assert datetime.fromisoformat(line["time"]).tzinfo is UTC or line["time"].endswith("Z")
    del line["time"]
    assert line == {
        "level": "info",
        "event": "verify_address",
        "service": "echo",
        "request_id": "r1",
        "tenant": "t1",
        "attempts": 2,
    }


def test_the_time_is_the_records_own():
    record = logging.makeLogRecord({"created": 1772452800.0426, "msg": "x"})

    assert json.loads(JsonLines("x").format(record))["time"] == "2026-03-02T12:00:00.042Z"


def test_values_of_any_type_can_be_logged(lines):
    known = uuid.uuid4()
    event(log, "x", id=known, path=[1, None], when=datetime(2026, 3, 2, tzinfo=UTC))

    (line,) = lines()
    assert (line["id"], line["path"]) == (str(known), [1, None])
    assert line["when"].startswith("2026-03-02")


def test_below_the_level_nothing_is_written(lines):
    event(log, "x", level=logging.DEBUG)

    assert lines() == []


class TestMasked:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (PHONE, "+39*****001"),
            ("+14155238886", "+14*****886"),
            ("393331112001", "393*****001"),
            ("+3933311", "***"),
            ("", "***"),
        ],
    )
    def test_a_phone_can_be_recognised_but_not_called(self, text, shown):
        assert str(Phone(text)) == shown

    @pytest.mark.parametrize("value", [Phone(PHONE), Secret("EAAG-a-token")])
    def test_it_is_masked_however_it_is_shown(self, value, lines):
        text = value.reveal()
        shown = [
            str(value),
            repr(value),
            f"{value}",
            f"{value:>20}",
            f"{value!r}",
            "%s %r" % (value, value),  # noqa: UP031 - a library may write so
            str([value]),
            str({"key": value}),
            json.dumps({"key": value}, default=str),
        ]
        event(log, "x", value=value, inside=[value, {"deeper": value}])
        log.warning("by a library: %s", value, extra={"more": value})

        assert text not in "".join(shown)
        assert text not in json.dumps(lines())
        assert text == value.reveal()

    def test_it_cannot_become_json_by_accident(self):
        with pytest.raises(TypeError):
            json.dumps(Secret("x"))

    def test_it_is_a_value(self):
        assert Phone(PHONE) == Phone(PHONE)
        assert Phone(PHONE) != Secret(PHONE)
        assert Phone(PHONE) != PHONE
        assert len({Phone(PHONE), Phone(PHONE), Secret(PHONE)}) == 2


class TestForgery:
    @pytest.mark.parametrize(
        "evil",
        [
            'x\n{"level": "error"}',
            "x\r\ny",
            "\x1b[31mred\x1b[0m",
            "a\u2028b\x85c",
            '", "level": "x',
            "\ud800",
        ],
    )
    def test_no_text_makes_a_second_line_or_moves_the_cursor(self, evil):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(JsonLines("x"))
        handler.handle(logging.makeLogRecord({"msg": evil, "fields": {"name": evil, evil: 1}}))

        written = stream.getvalue()
        assert written.isascii()
        assert written.splitlines() == [written.rstrip("\n")]
        assert "\x1b" not in written
        assert json.loads(written)["event"] == evil

    def test_a_tenant_id_that_is_no_id_cannot_forge_either(self, lines):
        with context.work(tenant_id='x", "level": "forged'):
            event(log, "x")

        assert lines()[0]["level"] == "info"


class TestErrors:
    def test_an_error_is_told_with_its_places_and_without_what_may_be_personal(self, lines):
        error = raised(ValueError(f"no such 'Mario Rossi' mario@example.com {PHONE}\nDETAIL: x"))
        event(log, "failed", level=logging.ERROR, error=error)

        (line,) = lines()
        told = "\n".join(line["error"])
        assert line["error"][0] == "builtins.ValueError: no such '***' *** ***"
        assert "tests/common/test_logs.py" in line["error"][1]
        for personal in ("Mario", "example.com", PHONE, "DETAIL"):
            assert personal not in told

    def test_what_caused_it_is_told_too(self):
        try:
            try:
                raise KeyError("inner")
            except KeyError as inner:
                raise RuntimeError("outer") from inner
        except RuntimeError as error:
            told = scrubbed(error)

        assert [each for each in told if not each.startswith("  ")] == [
            "builtins.RuntimeError: outer",
            "builtins.KeyError: '***'",
        ]

    def test_no_folder_of_this_machine_is_told(self, lines):
        event(log, "x", error=raised(ValueError("x")))

        assert str(logs.__file__).split("/services/", maxsplit=1)[0] not in json.dumps(lines())

    def test_a_librarys_record_is_rendered_with_its_extra_and_its_error(self, lines):
        try:
            raise ValueError("x")
        except ValueError:
            log.exception("it %s", "failed", extra={"attempt": 3})

        (line,) = lines()
        assert (line["event"], line["attempt"], line["level"]) == ("it failed", 3, "error")
        assert line["error"][0] == "builtins.ValueError: x"
