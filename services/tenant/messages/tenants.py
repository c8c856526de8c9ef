"""Tenants on the wire."""

from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.fields import timestamp
from services.tenant.domain.tenant import Profile, Tenant


def profile_of(message: pb.CreateTenantRequest | pb.Tenant) -> Profile:
    """What a request says of a tenant."""
    return Profile(
        message.display_name, message.time_zone, tuple(message.languages), message.persona
    )


def tenant_message(tenant: Tenant) -> pb.Tenant:
    return pb.Tenant(
        tenant_id=str(tenant.tenant_id),
        name=tenant.name,
        display_name=tenant.profile.display_name,
        time_zone=tenant.profile.time_zone,
        languages=tenant.profile.languages,
        etag=tenant.etag,
        create_time=timestamp(tenant.create_time),
        update_time=timestamp(tenant.update_time),
        persona=tenant.profile.persona,
        delete_time=timestamp(tenant.delete_time) if tenant.delete_time else None,
        purge_time=timestamp(tenant.purge_time) if tenant.purge_time else None,
    )
