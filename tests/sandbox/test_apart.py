"""Is the outside world outside?"""

import ast
from pathlib import Path

SANDBOX = Path(__file__).parents[2] / "sandbox"


def test_the_sandbox_imports_nothing_of_ours():
    found = {
        name
        for path in SANDBOX.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in _imported(node)
    }

    assert {name.split(".")[0] for name in found} & {"services", "lyoctl", "lyo", "tests"} == set()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return []
