"""Would a newcomer find the way?"""

import ast
import re
import subprocess

from tests.architecture.conftest import ROOT

OURS = ("services", "lyoctl", "sandbox", "protos")
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|managers?|base|impl|handlers?)$")
LONGEST = 300


def sources():
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [ROOT / name for name in tracked if name and (ROOT / name).exists()]


def ours():
    return [path for path in sources() if path.relative_to(ROOT).parts[0] in OURS]


def test_every_module_says_in_its_first_line_what_it_is():
    silent = [str(path) for path in ours() if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_every_folder_with_code_says_what_it_owns():
    folders = {path.parent for path in ours()}
    missing = [str(folder) for folder in folders if not (folder / "__init__.py").exists()]
    assert [each for each in missing if not each.endswith("migrations")] == []


def test_no_file_is_called_utils_or_the_like():
    parts = {
        part.removesuffix(".py") for path in sources() for part in path.relative_to(ROOT).parts
    }
    assert {part for part in parts if FORBIDDEN_NAMES.match(part)} == set()


def test_no_file_is_longer_than_three_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources()
        if (count := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_nothing_in_the_repository_names_this_machine_or_a_registry():
    listed = subprocess.run(
        ["git", "grep", "-nIE", r"/work/(main|shared|plan)|https?://[^ ]*(pypi|npmjs)", "--", "."],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert [line for line in listed if not line.startswith("tests/architecture/test_tree.py")] == []
