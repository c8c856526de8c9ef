"""Are lengths, days, hours and prices of a tenant's file read as they are meant?"""

import pytest

from lyoctl.tenant_words import length_of, minutes_of, price_of, weekdays_of


@pytest.mark.parametrize("text", ["", "1", "d", "-5m", "1h 30m"])
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


def test_prices():
    assert price_of("25 EUR") == (2500, "EUR")
    assert price_of("12.50 USD") == (1250, "USD")
    for text in ("12,50 EUR", "12.5 EUR", "EUR 12", "12 eur"):
        with pytest.raises(ValueError, match="write a price"):
            price_of(text)
