"""JSON answers that can carry whatever a caller sent, lone surrogates included."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response


def as_json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = json.dumps(content, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/json")
