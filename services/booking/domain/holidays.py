"""Public holidays of the countries of the world. The only file that knows where they come from."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

import holidays


def is_known(country: str, region: str = "") -> bool:
    """Whether holidays are known: country by ISO 3166-1 alpha-2, its part by ISO 3166-2."""
    return country in _regions() and region in ("", *_regions()[country])


def closed_dates(country: str, region: str, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of these years, days off in their stead included; without a country
    none."""
    if not country:
        return frozenset()
    return frozenset().union(*(_of_year(country, region, year) for year in years))


@lru_cache(maxsize=1024)
def _of_year(country: str, region: str, year: int) -> frozenset[date]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of some countries it knows few years: then it is open
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


@cache
def _regions() -> Mapping[str, Sequence[str]]:
    return holidays.list_supported_countries(include_aliases=False)
