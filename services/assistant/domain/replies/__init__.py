"""What can be said to a customer, before it has words. `wording` says it in a language."""

from services.assistant.domain.replies.booked import (
    AskToCancel,
    BookingGone,
    Bookings,
    Cancelled,
    Kept,
    Moved,
    MoveNoticeOver,
    MoveToWhen,
    NothingToCancel,
    NothingToMove,
    NoticeOver,
    SeeYou,
    TooLateToCancel,
    TooLateToMove,
    WhichToCancel,
    WhichToMove,
)
from services.assistant.domain.replies.booking import (
    AlreadyBooked,
    AskToBook,
    Blocked,
    Booked,
    DayIsOver,
    FreeSlots,
    HowMany,
    HowToBook,
    NoSuchDate,
    NoSuchDay,
    NoSuchTime,
    NotBy,
    NotForParty,
    NotFree,
    NothingToBook,
    SlotRefused,
    WhatElse,
    WhichOffering,
    WhichSlot,
)
from services.assistant.domain.replies.talk import (
    Answer,
    CannotRead,
    Dropped,
    Expired,
    Failed,
    Goodbye,
    Help,
    NoSuchNumber,
    Noted,
    NotKnown,
    NotUnderstood,
    OfferPerson,
    OpeningHours,
    OpenOn,
    PersonAsked,
    Prices,
    Welcome,
    WhichQuestion,
    Words,
)

Reply = (
    Booked
    | SlotRefused
    | NotForParty
    | Blocked
    | AlreadyBooked
    | WhichSlot
    | WhichOffering
    | NothingToBook
    | HowToBook
    | NoSuchDate
    | NoSuchTime
    | Bookings
    | NothingToCancel
    | WhichToCancel
    | AskToCancel
    | Cancelled
    | Kept
    | BookingGone
    | TooLateToCancel
    | NoticeOver
    | NoSuchNumber
    | Expired
    | Help
    | Welcome
    | Noted
    | CannotRead
    | NotUnderstood
    | NoSuchDay
    | DayIsOver
    | HowMany
    | FreeSlots
    | NotFree
    | NotBy
    | AskToBook
    | WhatElse
    | NothingToMove
    | WhichToMove
    | MoveToWhen
    | Moved
    | MoveNoticeOver
    | TooLateToMove
    | OpenOn
    | OpeningHours
    | Prices
    | SeeYou
    | PersonAsked
    | Answer
    | WhichQuestion
    | Words
    | OfferPerson
    | Goodbye
    | Dropped
    | NotKnown
    | Failed
)

__all__ = [
    "AlreadyBooked",
    "Answer",
    "AskToBook",
    "AskToCancel",
    "Blocked",
    "Booked",
    "BookingGone",
    "Bookings",
    "Cancelled",
    "CannotRead",
    "DayIsOver",
    "Dropped",
    "Expired",
    "Failed",
    "FreeSlots",
    "Goodbye",
    "Help",
    "HowMany",
    "HowToBook",
    "Kept",
    "MoveNoticeOver",
    "MoveToWhen",
    "Moved",
    "NoSuchDate",
    "NoSuchDay",
    "NoSuchNumber",
    "NoSuchTime",
    "NotBy",
    "NotForParty",
    "NotFree",
    "NotKnown",
    "NotUnderstood",
    "Noted",
    "NothingToBook",
    "NothingToCancel",
    "NothingToMove",
    "NoticeOver",
    "OfferPerson",
    "OpenOn",
    "OpeningHours",
    "PersonAsked",
    "Prices",
    "Reply",
    "SeeYou",
    "SlotRefused",
    "TooLateToCancel",
    "TooLateToMove",
    "Welcome",
    "WhatElse",
    "WhichOffering",
    "WhichQuestion",
    "WhichSlot",
    "WhichToCancel",
    "WhichToMove",
    "Words",
]
