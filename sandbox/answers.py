"""JSON answers that can carry whatever a caller sent, lone surrogates included."""

import json
from typing import Any

from fastapi.responses import Response


def as_json(content: Any, status: int = 200) -> Response:
    text = json.dumps(content, separators=(",", ":"))
    return Response(text, status_code=status, media_type="application/json")
