"""The health of channels on the wire."""

from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.fields import time_of, timestamp
from services.tenant.domain.health import Health, Problem, ProblemKind, Report

_KINDS = {
    each: pb.ChannelProblemKind.Value(f"CHANNEL_PROBLEM_KIND_{each.name}") for each in ProblemKind
}
_FROM_KIND = {number: each for each, number in _KINDS.items()}


def report_of(request: pb.ReportChannelHealthRequest) -> Report:
    """What a request says that a provider said."""
    return Report(
        kind=_FROM_KIND.get(request.kind),
        solved=request.solved,
        detail=request.detail,
        seen_time=time_of(request, "seen_time"),
    )


def health_response(health: Health) -> pb.GetChannelHealthResponse:
    success = health.success_time
    return pb.GetChannelHealthResponse(
        problems=[_problem(each) for each in health.open],
        success_time=timestamp(success) if success else None,
    )


def _problem(problem: Problem) -> pb.ChannelProblem:
    return pb.ChannelProblem(
        kind=_KINDS[problem.kind],
        detail=problem.detail,
        begin_time=timestamp(problem.begin_time),
        seen_time=timestamp(problem.seen_time),
    )
