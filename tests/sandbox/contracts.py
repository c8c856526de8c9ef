"""The contracts of the outside, where they lie beside the repository."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "contracts"


def checker_of(name: str) -> ModuleType:
    """What compares with the contract of this name; the test is skipped where there is none."""
    if not (FOLDER / name).exists():
        pytest.skip(f"NOT COMPARED WITH THE CONTRACT: there is no {name} beside the repository")
    pytest.importorskip("jsonschema", reason="NOT COMPARED WITH THE CONTRACT: no jsonschema")
    spec = importlib.util.spec_from_file_location("contract_check", FOLDER / "contract_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
