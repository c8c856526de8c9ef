"""What is said in every language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """`{}` stands for what is filled in."""

    will_you_come: str
    i_will_come: str
    see_you: str
    choose: str
    choose_another: str
    none_free: str
    taken: str
    move_here: str
    move: str
    new_time: str
    moved: str
    cancel_this: str
    cancel: str
    cancel_it: str
    cancelled: str
    outdated: str
    too_late: str
    write_to_us: str
    unknown: str
    unknown_more: str
    later: str
    later_more: str
    with_whom: str
    """`{}`: a name."""
    people: str
    """`{}`: how many, two or more."""
    pending: str
    was_cancelled: str
