"""Does an answer to something endless still reach who asked?"""

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.errors import InvalidArgument
from services.tenant.domain.api_key import check_scopes
from tests.tenant.running import new_id


@pytest.mark.parametrize("paths", [["x" * 20_000], [f"path_{n}" for n in range(5_000)]])
async def test_paths_that_cannot_be_changed_are_repeated_in_part(tenant, salon, paths):
    request = pb.UpdateTenantRequest(
        tenant_id=salon.tenant_id,
        request_id=new_id(),
        tenant=pb.Tenant(display_name="Bella"),
        update_mask=FieldMask(paths=paths),
    )

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.UpdateTenant(request)

    assert refusal.value.reason == "MASK_PATH_UNKNOWN"
    assert paths[0][:100] in str(refusal.value)


@pytest.mark.parametrize("scopes", [["x" * 20_000], [f"scope_{n}" for n in range(5_000)]])
def test_scopes_that_there_are_not_are_repeated_in_part(scopes):
    with pytest.raises(InvalidArgument) as refusal:
        check_scopes(scopes, {"customers:read"})

    assert refusal.value.reason == "SCOPE_UNKNOWN"
    assert scopes[0][:100] in str(refusal.value)
    assert len(str(refusal.value)) < 2_200
