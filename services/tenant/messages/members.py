"""Members on the wire."""

from lyo.tenant.v1 import member_pb2 as pb

from services.common.fields import timestamp
from services.tenant.domain.member import Member, MemberRole, Person

_ROLES = {each: pb.MemberRole.Value(f"MEMBER_ROLE_{each.name}") for each in MemberRole}
_FROM_ROLE = {number: each for each, number in _ROLES.items()}


def person_of(message: pb.CreateMemberRequest | pb.Member) -> Person:
    """What a request says of a member."""
    return Person(message.display_name, _FROM_ROLE.get(message.role), message.phone, message.email)


def member_message(member: Member) -> pb.Member:
    person = member.person
    return pb.Member(
        member_id=str(member.member_id),
        display_name=person.display_name,
        role=_ROLES[person.role] if person.role else pb.MEMBER_ROLE_UNSPECIFIED,
        phone=person.phone,
        email=person.email,
        etag=member.etag,
        create_time=timestamp(member.create_time),
        update_time=timestamp(member.update_time),
        delete_time=timestamp(member.delete_time) if member.delete_time else None,
        purge_time=timestamp(member.purge_time) if member.purge_time else None,
    )
