"""Do two tenants never see each other's rows?"""

from tests.journeys.phone import BELLA, LA_TERRAZA, Phone, book, buttons


async def test_one_person_is_two_customers_of_two_tenants(town, mesh):
    at_bella = Phone(town, BELLA, "393339990001")
    at_terraza = Phone(town, LA_TERRAZA, "393339990001")
    day = town.open_day()
    await at_bella.ask(book(day, "15:00"))

    nothing = await at_terraza.ask("list")
    refused = await at_terraza.ask("cancel")

    assert ", 15:00" not in nothing["text"]
    assert buttons(refused) == []
    assert ", 15:00" in (await at_bella.ask("list"))["text"]


async def test_the_answer_leaves_from_the_number_that_was_written_to(town):
    phone = Phone(town, LA_TERRAZA, "5215550009902")
    await phone.ask("ayuda")

    calls = await town.journal("5215550009902")

    assert [call["path"].split("/")[2] for call in calls] == [LA_TERRAZA]


async def test_a_spanish_tenant_answers_in_spanish(town):
    phone = Phone(town, LA_TERRAZA, "5215550009903")
    day = town.open_day()

    answer = await phone.ask(book(day, "20:00"))

    assert "Mesa, " in answer["text"]
    assert " de " in answer["text"]
    assert "confirmad" in answer["text"]


async def test_a_customer_known_only_by_a_business_scoped_id_is_served(town):
    phone = Phone(town, BELLA, "IT.13491208655309999")
    day = town.open_day()

    answer = await phone.ask(book(day, "09:30"))

    assert ": confermato" in answer["text"]
    sent = (await town.journal("IT.13491208655309999"))[0]["body"]
    assert sent["recipient"] == "IT.13491208655309999"
    assert "to" not in sent
