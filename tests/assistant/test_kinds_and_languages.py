"""Is every kind of message answered sensibly, and in the customer's language and time?"""

import pytest
from lyo.assistant.v1 import conversation_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from tests.assistant.business import Customer, new_id

WORDLESS = [
    *("IMAGE", "VIDEO", "AUDIO", "DOCUMENT", "STICKER", "LOCATION", "CONTACTS", "ORDER", "FORM"),
    "UNSUPPORTED",
]


@pytest.mark.parametrize("kind", WORDLESS)
async def test_a_message_without_words_gets_a_short_answer(giulia, kind):
    message = giulia.message(kind=pb.ContentKind.Value(f"CONTENT_KIND_{kind}"))

    (reply,) = await giulia.writes(message)

    assert 10 < len(reply.text) < 200


@pytest.mark.parametrize("kind", ["REACTION", "EDIT", "REVOKE", "SYSTEM"])
async def test_what_is_only_noted_gets_no_answer_but_is_kept(giulia, kind):
    wire = pb.ContentKind.Value(f"CONTENT_KIND_{kind}")
    message = giulia.message("👍", kind=wire, about_provider_message_id="wamid.1")

    assert await giulia.writes(message) == []
    assert [each.kind for each in (await giulia.messages()).messages] == [wire]


async def test_a_caption_may_book(giulia):
    picture = giulia.message("book 12/24 15:30", kind=pb.CONTENT_KIND_IMAGE)

    assert ": confirmed" in await giulia.hears(picture)


async def test_the_first_language_of_the_tenant_is_spoken_to_somebody_unknown(mesh, salon):
    unknown = Customer(mesh, salon, language="")

    assert "Taglio, giovedì 24 dicembre, 15:30: confermato" in await unknown.hears(
        "book 12/24 15:30"
    )


async def test_a_language_that_was_written_clearly_stays(mesh, salon):
    unknown = Customer(mesh, salon, language="")
    await unknown.writes("Hola, ¿qué tal?")

    text = await unknown.hears("book 12/24 15:30")

    assert text.startswith("Taglio, jueves 24 de diciembre, 15:30: confirmada")
    assert (await unknown.conversation()).language == "es"


async def test_a_language_that_we_do_not_speak_falls_back_to_the_tenants(mesh, salon):
    customer = Customer(mesh, salon, language="hi")

    assert "giovedì" in await customer.hears("book 12/24 15:30")


async def test_a_customer_in_another_zone_is_told_whose_time_it_is(giulia):
    text = await giulia.hears("book 12/24 09:30", customer_time_zone="America/New_York")

    assert text.startswith("Taglio, Thursday 24 December, 15:30 (Rome time): confirmed")


async def test_a_zone_that_does_not_exist_is_ignored(giulia):
    text = await giulia.hears("book 12/24 15:30", customer_time_zone="Mars/Olympus")

    assert text.startswith("Taglio, Thursday 24 December, 15:30: confirmed")


async def test_a_nul_in_a_message_is_kept_as_a_mark(giulia):
    assert await giulia.writes("he\x00lp")
    texts = [each.text for each in (await giulia.messages()).messages]
    assert "he\ufffdlp" in texts


async def test_a_change_of_the_tenant_is_noticed_within_half_a_minute(mesh, giulia):
    assert "Bella Salon" in await giulia.hears("hello")
    await mesh.callees.tenants.UpdateTenant(
        tenant_pb.UpdateTenantRequest(
            tenant_id=giulia.salon.tenant_id,
            request_id=new_id(),
            tenant=tenant_pb.Tenant(display_name="Bellissima"),
            update_mask={"paths": ["display_name"]},
        )
    )
    assert "Bella Salon" in await giulia.hears("hello")
    mesh.clock.goes_on(seconds=31)

    assert "Bellissima" in await giulia.hears("hello")
