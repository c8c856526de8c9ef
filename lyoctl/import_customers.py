"""`lyoctl import customers`: lines of customers to the tenant service."""

from collections.abc import Sequence

from lyo.tenant.v1 import customer_service_pb2 as pb

from lyoctl.csv_customers import CustomerLine
from lyoctl.csv_file import Line
from lyoctl.importing import BATCH_SECONDS, Tally
from lyoctl.operator import Stubs, new_id
from services.tenant.domain.customer import CustomerProfile, wrong_with_profile


class CustomerSender:
    """Adds or changes the customers of one tenant."""

    at_once = 500

    def __init__(self, tenant_id: str, stubs: Stubs) -> None:
        self.tenant_id = tenant_id
        self.stubs = stubs

    async def send(self, batch: Sequence[CustomerLine], tally: Tally) -> list[CustomerLine]:
        request = pb.ImportCustomersRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            customers=[line.item for line in batch if line.item],
        )
        answer = await self.stubs.customers.ImportCustomers(request, timeout=BATCH_SECONDS)
        tally.created += answer.created
        tally.updated += answer.updated
        tally.unchanged += answer.unchanged
        return [
            Line(batch[each.position].number, reason=each.reason, detail=each.detail)
            for each in answer.refusals
        ]


def judged(line: CustomerLine) -> CustomerLine:
    """The line as it is, or refused as the service would."""
    said = line.item
    if said is None:
        return line
    profile = CustomerProfile(said.display_name, said.language, said.time_zone, said.external_ref)
    for wrong in wrong_with_profile(profile):
        return Line(line.number, reason=wrong.reason, detail=f"{wrong.field}: {wrong.message}")
    return line
