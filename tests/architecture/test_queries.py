"""Does every query say whose rows it means?

Row-level security is the belt; this is the buckle: a statement of a service's storage names
`tenant_id`, or stands below a comment `# every tenant: <reason>`.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT

STATEMENT = re.compile(r"\b(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w|DELETE\s+FROM\s)")
EXCEPTION = re.compile(r"# every tenant: \S+")
# The gateway stores what came in before the tenant is known; it has no tenant's rows.
SERVICES = ("tenant", "booking", "assistant", "notifier")


def statements(path: Path):
    """Every SQL text of a module, with the line it begins on."""
    inside_f_strings = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.JoinedStr):
            parts = [part for part in node.values if isinstance(part, ast.Constant)]
            inside_f_strings |= {id(part) for part in parts}
            text = "".join(
                part.value if isinstance(part, ast.Constant) else ast.unparse(part)
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) in inside_f_strings:
                continue
            text = node.value
        else:
            continue
        if STATEMENT.search(text):
            yield node.lineno, text


def excused(lines: list[str], number: int) -> bool:
    """Whether one of the four lines up to this one gives a reason."""
    return any(EXCEPTION.search(line) for line in lines[max(0, number - 5) : number])


@pytest.mark.parametrize("service", SERVICES)
def test_every_query_names_its_tenant(service):
    nameless = []
    for path in sorted((ROOT / "services" / service / "storage").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        lines = path.read_text().splitlines()
        for number, text in statements(path):
            if "tenant_id" not in text and not excused(lines, number):
                nameless.append(f"{path.relative_to(ROOT)}:{number}: {' '.join(text.split())[:80]}")
    assert nameless == []


def test_only_storage_speaks_sql():
    strays = []
    for folder in ("services",):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if parts[1] == "common" or "storage" in parts:
                continue
            strays += [f"{path.relative_to(ROOT)}:{number}" for number, _ in statements(path)]
    assert strays == []
