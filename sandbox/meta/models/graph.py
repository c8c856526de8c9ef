"""What all of Graph's objects share: no unknown keys, no nulls, no conversions."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Word = Annotated[str, StringConstraints(min_length=1)]


class GraphModel(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for key, inner in value.items():
                if inner is None:
                    raise ValueError(f"{key} is null")
        return value


def only_one(**given: object) -> None:
    """Refuse none, and refuse several."""
    if sum(value is not None for value in given.values()) != 1:
        raise ValueError(f"exactly one of {', '.join(given)} is required")
