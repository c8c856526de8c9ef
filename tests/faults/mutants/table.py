"""Every mutant, by what its guard protects."""

from tests.faults.mutants import (
    of_bookings,
    of_conversations,
    of_gates,
    of_queues,
    of_rows,
    of_sending,
    of_visitors,
)

MUTANTS = (
    *of_queues.MUTANTS,
    *of_rows.MUTANTS,
    *of_conversations.MUTANTS,
    *of_sending.MUTANTS,
    *of_gates.MUTANTS,
    *of_visitors.MUTANTS,
    *of_bookings.MUTANTS,
)
