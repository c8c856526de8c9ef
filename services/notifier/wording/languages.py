"""Which languages are spoken: those that have a file here, named by its tag (`it.py`)."""

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from services.notifier.wording.texts import Texts

FALLBACK = "en"

_TAG = re.compile(r"[a-z]{2,3}(_[a-z0-9]{2,4})?")


def _found() -> dict[str, Texts]:
    names = sorted(each.stem for each in Path(__file__).parent.glob("*.py"))
    tags = [name for name in names if _TAG.fullmatch(name)]
    return {tag.replace("_", "-"): _texts(tag) for tag in tags}


def _texts(name: str) -> Texts:
    texts: Texts = import_module(f"{__package__}.{name}").TEXTS
    return texts


LANGUAGES: Mapping[str, Texts] = _found()


def spoken(language: str) -> str:
    """The language that is spoken of `pt-BR` or `pt_BR`: itself, else its primary one, else
    English."""
    tag = language.replace("_", "-").lower()
    return next((each for each in (tag, tag.split("-")[0]) if each in LANGUAGES), FALLBACK)
