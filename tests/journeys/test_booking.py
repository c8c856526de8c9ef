"""Does a customer get a booking by writing?"""

import asyncio

from tests.journeys.phone import book, buttons


async def test_a_free_time_is_confirmed_in_the_tenants_first_language(giulia, town):
    day = town.open_day()

    answer = await giulia.ask(book(day, "15:30"))

    assert answer["text"].startswith("Taglio, ")
    assert ", 15:30: confermato" in answer["text"]


async def test_a_tenant_that_approves_by_hand_gets_a_request(sheena, town):
    day = town.open_day()

    answer = await sheena.ask(book(day, "10:00"))

    assert f"Consultation, {day:%A} {day.day} {day:%B}, 10:00: requested" in answer["text"]


async def test_a_customer_who_writes_english_is_answered_in_english(giulia, town):
    day = town.open_day()
    await giulia.ask("hello, I would like to come, please")

    answer = await giulia.ask(book(day, "15:30"))

    assert f"Taglio, {day:%A} {day.day} {day:%B}, 15:30: confirmed" in answer["text"]


async def test_month_and_day_may_be_joined_by_a_hyphen(giulia, town):
    day = town.open_day()

    answer = await giulia.ask(f"book {day:%m-%d} 9:15")

    assert ", 09:15: confermato" in answer["text"]


async def test_a_taken_time_is_answered_with_three_free_ones_to_tap(sheena, town):
    day = town.open_day()
    await sheena.ask(book(day, "11:00"))

    answer = await sheena.ask(book(day, "11:00"))

    titles = [button["title"] for button in buttons(answer)]
    assert len(titles) == 3
    assert all(len(title) <= 20 for title in titles)
    assert len(set(titles)) == 3


async def test_an_offered_time_can_be_tapped(sheena, town):
    day = town.open_day()
    await sheena.ask(book(day, "11:00"))
    offer = await sheena.ask(book(day, "11:00"))

    await sheena.tap(offer, 2)

    clock = buttons(offer)[1]["title"].rsplit(" ", 1)[1]
    assert f", {clock}: requested" in (await sheena.answer())["text"]


async def test_an_offered_time_can_be_picked_by_number(sheena, town):
    day = town.open_day()
    await sheena.ask(book(day, "11:00"))
    offer = await sheena.ask(book(day, "11:00"))

    answer = await sheena.ask("3")

    clock = buttons(offer)[2]["title"].rsplit(" ", 1)[1]
    assert f", {clock}: requested" in answer["text"]


async def test_a_closed_day_is_answered_with_free_times_too(giulia):
    answer = await giulia.ask("book 12/25 03:00")

    assert len(buttons(answer)) == 3


async def test_bookings_are_listed_and_cancelled_after_a_yes(giulia, town):
    day = town.open_day()
    await giulia.ask(book(day, "16:00"))
    assert ", 16:00" in (await giulia.ask("list"))["text"]

    question = await giulia.ask("cancel")
    assert len(buttons(question)) == 2
    await giulia.ask("sì")

    assert ", 16:00" not in (await giulia.ask("list"))["text"]


async def test_a_no_keeps_the_booking(giulia, town):
    day = town.open_day()
    await giulia.ask(book(day, "16:30"))
    await giulia.ask("cancel")
    await giulia.ask("no")

    assert ", 16:30" in (await giulia.ask("list"))["text"]


async def test_a_cancelled_time_is_free_for_the_next_customer(sheena, town):
    day = town.open_day()
    await sheena.ask(book(day, "14:00"))
    await sheena.ask("cancel")
    await sheena.ask("yes")

    assert ", 14:00: requested" in (await sheena.ask(book(day, "14:00")))["text"]


async def test_two_customers_at_once_get_two_hairdressers_and_the_third_an_offer(
    giulia, luca, town
):
    day = town.open_day()
    words = book(day, "17:00")

    first, second = await asyncio.gather(giulia.ask(words), luca.ask(words))
    third = await giulia.ask(words)

    assert all(": confermato" in answer["text"] for answer in (first, second))
    assert len(buttons(third)) == 3


async def test_anything_else_is_answered_with_what_can_be_done(giulia):
    answer = await giulia.ask("xyzzy")

    assert "book" in answer["text"] or "prenota" in answer["text"]


async def test_messages_of_one_customer_are_answered_in_their_order(giulia, town):
    days = [town.open_day() for _ in range(4)]
    for day in days:
        await giulia.write(book(day, "18:00"))

    answers = [(await giulia.answer())["text"] for _ in days]

    assert [f" {day.day} " in answer for day, answer in zip(days, answers, strict=True)] == [
        True
    ] * 4
