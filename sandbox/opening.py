"""On which weekdays a business is open, as tenant files write it: tue-sat, daily, mon."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def days_in(words: str) -> frozenset[int]:
    """The weekdays (Monday is 0) that a key of `hours` names; none where it cannot be read."""
    if words == "daily":
        return frozenset(range(len(DAYS)))
    first, _, last = words.lower().partition("-")
    if first not in DAYS or (last and last not in DAYS):
        return frozenset()
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return frozenset((begin + step) % 7 for step in range((end - begin) % 7 + 1))
