"""Every mutant, by what its guard protects."""

from tests.faults.mutants import of_bookings, of_conversations, of_queues, of_rows, of_sending

MUTANTS = (
    *of_queues.MUTANTS,
    *of_rows.MUTANTS,
    *of_conversations.MUTANTS,
    *of_sending.MUTANTS,
    *of_bookings.MUTANTS,
)
