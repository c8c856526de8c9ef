"""What happens around every call: its deadline, the API key, its request_id, its errors."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

import grpc
from google.protobuf.message import Message

from lyo_api.errors import from_status

REQUEST_ID = "request_id"


class Details(NamedTuple):
    """How gRPC is told to make a call (a `grpc.ClientCallDetails` by shape)."""

    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


class Answer:
    """A call under way, or over: all that gRPC knows of it, with our errors."""

    def __init__(self, call: Any, request_id: str) -> None:
        self._call = call
        self._request_id = request_id

    def result(self, timeout: float | None = None) -> Any:
        """The response, awaited."""
        try:
            return self._call.result(timeout)
        except grpc.RpcError as failure:
            raise from_status(failure, self._request_id) from failure

    def exception(self, timeout: float | None = None) -> Exception | None:
        """How it failed; None: it did not."""
        failure: Exception | None = self._call.exception(timeout)
        if isinstance(failure, grpc.RpcError):
            return from_status(failure, self._request_id)
        return failure

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        """Call back with this, once it is over."""
        self._call.add_done_callback(lambda _: callback(self))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)


class Calls(grpc.UnaryUnaryClientInterceptor):
    """Around calls with one request and one response, which are all that there are."""

    def __init__(self, api_key: str, timeout: float) -> None:
        self._authorization = ("authorization", f"Bearer {api_key}")
        self._timeout = timeout

    def intercept_unary_unary(
        self, continuation: Callable[..., Any], details: Any, request: Any
    ) -> Any:
        """Called by gRPC for each call; an Answer. Tries are below it and share its request_id."""
        named = with_request_id(request)
        told = Details(
            method=details.method,
            timeout=self._timeout if details.timeout is None else details.timeout,
            metadata=[*(details.metadata or ()), self._authorization],
            credentials=details.credentials,
            wait_for_ready=details.wait_for_ready,
            compression=details.compression,
        )
        return Answer(continuation(told, named), getattr(named, REQUEST_ID, ""))


def with_request_id(request: Message) -> Message:
    """The request; a copy with a request_id where it wants one and has none."""
    if REQUEST_ID not in request.DESCRIPTOR.fields_by_name or getattr(request, REQUEST_ID):
        return request
    named = type(request)()
    named.CopyFrom(request)
    setattr(named, REQUEST_ID, str(uuid.uuid4()))
    return named
