"""The end of a message's turn in its lane."""

from services.common.database import Connection
from services.common.lanes import Claim, Lanes
from services.notifier.domain.message import Message


async def finish_first(
    lanes: Lanes, connection: Connection, claim: Claim, message: Message
) -> None:
    """The first job of the claim is done, in the state of its message; others stay in the lane."""
    others = [job.job_id for job in claim.jobs[1:]]
    await lanes.finish(connection, claim, message.state, keep=others)
