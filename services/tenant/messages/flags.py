"""Flags on the wire."""

from lyo.tenant.v1 import flag_pb2 as pb

from services.common.fields import timestamp
from services.tenant.domain.flags import EVERYBODY, Flag, FlagOrigin
from services.tenant.usecases.flags import Switch

_ORIGINS = {each: pb.FlagOrigin.Value(f"FLAG_ORIGIN_{each.name}") for each in FlagOrigin}


def switch_of(request: pb.SetFlagRequest) -> Switch:
    """What a request says of a flag."""
    percentage = request.percentage if request.HasField("percentage") else EVERYBODY
    return Switch(request.name, request.enabled, percentage, request.unset)


def flag_message(flag: Flag) -> pb.Flag:
    return pb.Flag(
        name=flag.name,
        enabled=flag.enabled,
        percentage=flag.percentage,
        origin=_ORIGINS[flag.origin],
        update_time=timestamp(flag.update_time) if flag.update_time else None,
    )
