"""Who stands ready on the phones page: customers of each tenant's country, and what to try."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.tenants import TenantFile

_PEOPLE = {
    "IT": [("Giulia Conti", "393335550101"), ("Luca Ferri", "393335550102")],
    "MX": [("Valeria Cruz", "5215555550101"), ("Diego Luna", "5215555550102")],
    "US": [("Sheena Nelson", "12125550101"), ("Omar Price", "12125550102")],
    "IN": [("Asha Rao", "919955500101"), ("Kiran Das", "919955500102")],
}
_NO_PHONE = {
    "IT": ("Marta B.", "IT.13491208655302741"),
    "MX": ("Sofia R.", "MX.24491208655302742"),
    "US": ("Jamie T.", "US.35491208655302743"),
    "IN": ("Neel P.", "IN.46491208655302744"),
}
# The page fills in four digits.
_NEW = {
    "IT": "39333555{}",
    "MX": "521555555{}",
    "US": "1212555{}",
    "IN": "91995550{}",
}
_COUNTRIES = {
    "Europe/Rome": "IT",
    "America/Mexico_City": "MX",
    "America/New_York": "US",
    "Asia/Kolkata": "IN",
}
ASKED_TIME = "15:30"


def preset_json(file: TenantFile, now: datetime) -> dict[str, Any]:
    """A tenant as the phones page offers it."""
    country = _COUNTRIES.get(file.tenant.time_zone, "US")
    return {
        "name": file.tenant.name,
        "display_name": file.tenant.display_name,
        "time_zone": file.tenant.time_zone,
        "languages": file.tenant.languages,
        "channels": list(_channels(file)),
        "customers": _customers(country),
        "new_customer": {"pattern": _NEW[country], "digits": 4},
        "hints": hints(file, now),
    }


def _channels(file: TenantFile) -> Iterator[dict[str, Any]]:
    """Where the tenant is reached; `writes`: whether what customers write arrives."""
    for number in file.numbers():
        shown = number.display_number or f"+{number.display_digits}"
        yield _channel("whatsapp", number.phone_number_id, shown)
    for sender in file.senders():
        shown = sender.display_number or sender.address.removeprefix("whatsapp:")
        yield _channel("twilio", sender.address, shown)
    for account in file.accounts():
        yield _channel("zaptra", account.address, account.address, writes=False)


def _channel(platform: str, address: str, shown: str, *, writes: bool = True) -> dict[str, Any]:
    return {"platform": platform, "address": address, "display_number": shown, "writes": writes}


def hints(file: TenantFile, now: datetime) -> list[str]:
    """Things to write, the first one for the next day on which the tenant is open."""
    today = now.astimezone(ZoneInfo(file.tenant.time_zone)).date()
    week = [today + timedelta(days=ahead) for ahead in range(1, 8)]
    day = next(day for day in week if day.weekday() in file.open_days())
    return [f"book {day:%m/%d} {ASKED_TIME}", "list", "cancel", "help"]


def _customers(country: str) -> list[dict[str, Any]]:
    with_phone = [
        {"name": name, "address": phone, "note": f"+{phone}"} for name, phone in _PEOPLE[country]
    ]
    name, user_id = _NO_PHONE[country]
    return [*with_phone, {"name": name, "address": user_id, "note": "username, phone hidden"}]
