"""Does a customer who changes their number stay who they are, and its next owner somebody else?"""

import time

from sandbox.meta.customers import scoped_id
from sandbox.meta.numbers import Number
from tests.journeys.phone import BELLA, Phone
from tests.journeys.webhooks import deliver, webhook

SALON = Number(phone_number_id=BELLA, waba_id="900000000000001", token="not used")


def changed(old: Phone, new: Phone) -> bytes:
    """What Meta tells a business when a customer changes from one number to another."""
    told = {
        "type": "user_changed_number",
        "body": "User changed number",
        "wa_id": new.customer,
        "user_id": scoped_id(SALON, new.customer),
        "previous_user_id": scoped_id(SALON, old.customer),
    }
    content = {"type": "system", "system": told}
    message_id = f"wamid.changed.{old.customer}"
    return webhook(old.address, old.customer, message_id, content, time.time())


async def test_who_changed_their_number_finds_their_booking_and_nobody_else_does(
    mesh, town, giulia
):
    day = town.open_day()
    assert "confermato" in (await giulia.ask(f"book {day:%m/%d} 10:00"))["text"]
    new = Phone(town, giulia.address, f"{giulia.customer}9")

    answer = await deliver(mesh.installation.gateway_url, changed(giulia, new))

    assert answer.status_code == 200
    assert "10:00" in (await new.ask("list"))["text"]
    assert "10:00" not in (await giulia.ask("list"))["text"]  # whoever has the old number now
