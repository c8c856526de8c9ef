"""What customers want to be written, and what a tenant laid down, at the gRPC door."""

from typing import Any

import grpc
from lyo.notifier.v1 import preference_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2_grpc as rpc

from services.common.fields import request_key, uuid_of
from services.notifier.messages.preferences import to_change, to_preferences, wish
from services.notifier.messages.rules import rules_message, to_rules
from services.notifier.usecases.preferences import PreferenceUseCases
from services.notifier.usecases.rules import RulesUseCases

Context = grpc.aio.ServicerContext[Any, Any]


class PreferenceServicer(rpc.PreferenceServiceServicer):
    """Preferences of the customers of one tenant, and its rules of sending."""

    def __init__(self, usecases: PreferenceUseCases, rules: RulesUseCases) -> None:
        self.usecases = usecases
        self.rules = rules

    async def GetPreferences(
        self, request: pb.GetPreferencesRequest, context: Context
    ) -> pb.GetPreferencesResponse:
        customer_id = uuid_of(request, "customer_id")
        hold, changes = await self.usecases.get_preferences(
            uuid_of(request, "tenant_id"), customer_id
        )
        preferences = to_preferences(hold)
        return pb.GetPreferencesResponse(
            customer_id=str(customer_id),
            opted_out=all(each.opted_out for each in preferences),
            preferences=preferences,
            changes=[to_change(each) for each in changes],
        )

    async def SetPreferences(
        self, request: pb.SetPreferencesRequest, context: Context
    ) -> pb.SetPreferencesResponse:
        asked = pb.SetPreferencesRequest()
        asked.CopyFrom(request)
        asked.ClearField("receipt")  # told again, the language may have become known meanwhile
        hold, changed = await self.usecases.set_preferences(
            uuid_of(request, "tenant_id"), request_key(asked), wish(request)
        )
        return pb.SetPreferencesResponse(preferences=to_preferences(hold), changed=changed)

    async def GetSendingRules(
        self, request: pb.GetSendingRulesRequest, context: Context
    ) -> pb.GetSendingRulesResponse:
        rules = await self.rules.get_sending_rules(uuid_of(request, "tenant_id"))
        return pb.GetSendingRulesResponse(rules=rules_message(rules))

    async def ApplySendingRules(
        self, request: pb.ApplySendingRulesRequest, context: Context
    ) -> pb.ApplySendingRulesResponse:
        rules = await self.rules.apply_sending_rules(
            uuid_of(request, "tenant_id"),
            request_key(request),
            to_rules(request.rules),
            etag=request.etag,
        )
        return pb.ApplySendingRulesResponse(rules=rules_message(rules))
