"""What is done when a provider does not take a message."""

from enum import StrEnum


class Remedy(StrEnum):
    """The answer to an error of a provider (providers/error_table.py says which to which)."""

    RETRY = "retry"
    """Passing trouble: again, later and later, until the message expires. Counts for the breaker
    where it is the provider's own."""
    WAIT_PAIR = "wait_pair"
    """Too much to this recipient: only they wait, 4^attempt seconds."""
    WAIT_NUMBER = "wait_number"
    """Too much from this number: all that leaves by it waits."""
    USE_TEMPLATE = "use_template"
    """The customer did not write within 24 hours: the same as a template."""
    NEXT_PROVIDER = "next_provider"
    """It does not reach this recipient: a notification may go by the tenant's next provider."""
    OPT_OUT = "opt_out"
    """The customer told the platform that they want no advertisements: it is recorded."""
    HOLD_TEMPLATE = "hold_template"
    """The template may not be sent: another one, or none, until it changes."""
    PAUSE_CAMPAIGNS = "pause_campaigns"
    """The number is about to be restricted: it advertises no more for a day, and a person looks."""
    STOP_CHANNEL = "stop_channel"
    """Nothing can leave by this channel until a person acts: all waits, and is looked at now and
    then."""
    BUG = "bug"
    """We asked for something impossible: it fails, and is told to us."""
    FAIL = "fail"
    """It cannot be sent, and nothing else helps."""
