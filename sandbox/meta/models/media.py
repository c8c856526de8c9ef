"""Pictures, sounds, files and places that a business sends."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from sandbox.meta.models.graph import GraphModel, Word, only_one

Caption = Annotated[str, StringConstraints(max_length=1024)]


class Media(GraphModel):
    """Uploaded before (`id`) or fetched by Meta (`link`); never both."""

    id: Word | None = None
    link: Word | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        only_one(id=self.id, link=self.link)
        return self


class CaptionedMedia(Media):
    caption: Caption | None = None


class Document(CaptionedMedia):
    filename: str | None = None


class Location(GraphModel):
    latitude: float | str
    longitude: float | str
    name: str | None = None
    address: str | None = None
