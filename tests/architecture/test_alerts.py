"""Do the alerts fire when they should, and only then, and does each lead somewhere?"""

import re
import shlex
import shutil
import subprocess
from typing import Any

import click
import pytest
import typer
import yaml

import services.notifier.usecases.metrics
from lyoctl.cli import app
from services.common import lane_metrics, metrics
from tests.architecture import promql
from tests.architecture.conftest import ROOT

ALERTS = ROOT / "deploy" / "alerts"
RUNBOOKS = ROOT / "docs" / "runbooks"
LOADED = (services.notifier.usecases.metrics, lane_metrics)
"""What declares the metrics that the rules look at."""

RULES = [
    rule
    for path in sorted(ALERTS.glob("*.rules.yaml"))
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
]
TESTS = [
    (path, test)
    for path in sorted(ALERTS.glob("*.test.yaml"))
    for test in yaml.safe_load(path.read_text())["tests"]
]
FUNCTIONS = {"sum", "max", "by", "and", "rate", "increase", "histogram_quantile"}
NAMES = [rule["alert"] for rule in RULES]


@pytest.mark.parametrize("path", sorted(ALERTS.glob("*.test.yaml")), ids=lambda path: path.stem)
def test_promtool_agrees_with_the_rules_and_their_tests(path):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip(
            "promtool is not on PATH (Debian: package prometheus): the rules are evaluated by"
            " tests/architecture/promql.py alone"
        )
    said = subprocess.run(
        [promtool, "test", "rules", path.name],
        cwd=ALERTS,
        check=False,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize(
    "test", [test for _, test in TESTS], ids=[test["name"] for _, test in TESTS]
)
def test_an_alert_fires_exactly_when_its_test_says_so(test):
    interval = promql.seconds(test["interval"])
    series = {
        promql.series_of(each["series"]): promql.samples_of(str(each["values"]), interval)
        for each in test["input_series"] or ()
    }
    for check in test["alert_rule_test"]:
        rule = RULES[NAMES.index(check["alertname"])]
        firing = {
            frozenset(labels | set(rule["labels"].items()))
            for labels in alerts(rule, series, promql.seconds(check["eval_time"]))
        }
        expected = {frozenset(each["exp_labels"].items()) for each in check["exp_alerts"]}
        assert firing == expected, f"{check['alertname']} at {check['eval_time']}"


def alerts(rule: dict[str, Any], series: promql.Series, at: float) -> set[promql.Labels]:
    """Whom the alert names at that time: what held at each look for as long as it has to."""
    evaluate = promql.compiled(rule["expr"], series)
    since: dict[promql.Labels, float] = {}
    for n in range(int(at // 60) + 1):
        found = evaluate(n * 60.0)
        assert isinstance(found, dict)
        since = {labels: since.get(labels, n * 60.0) for labels in found}
    lasting = promql.seconds(rule.get("for", "0s"))
    return {labels for labels, begun in since.items() if at - begun >= lasting}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_looks_only_at_metrics_that_there_are(rule):
    words = re.findall(
        r"[a-z_]{3,}(?=[{(\[ )]|$)", re.sub(r"\{[^}]*\}|\([a-z, ]+\)", " ", rule["expr"])
    )
    looked_at = set(words) - FUNCTIONS
    assert looked_at
    assert looked_at - known_series() == set()


def known_series() -> set[str]:
    """The names of all series that a notifier may tell."""
    endings = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
    return {
        family.name + ending
        for family in metrics.REGISTRY.collect()
        for ending in endings.get(family.type, ())
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_is_tested_both_firing_and_silent(name):
    checks = [
        bool(check["exp_alerts"])
        for _, test in TESTS
        for check in test["alert_rule_test"]
        if check["alertname"] == name
    ]
    assert set(checks) == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_leads_to_a_page_that_is_about_it(rule):
    page = ROOT / rule["annotations"]["runbook_url"]

    assert page.parent == RUNBOOKS
    assert page.read_text().startswith(f"# {rule['alert']}\n")


def test_no_page_is_about_an_alert_that_there_is_not():
    assert {path.stem for path in RUNBOOKS.glob("*.md")} - set(NAMES) == set()


COMMANDS = [
    pytest.param(line, id=f"{path.stem}: {line}")
    for path in sorted(RUNBOOKS.glob("*.md"))
    for block in re.findall(r"```sh\n(.*?)```", path.read_text(), flags=re.DOTALL)
    for line in block.splitlines()
    if line.startswith("lyoctl ")
]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_a_page_can_be_typed(line):
    command: click.Command = typer.main.get_command(app)
    words = shlex.split(line, comments=True)[1:]
    context = click.Context(command)
    while isinstance(command, click.Group):
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
    command.make_context("lyoctl", list(words), resilient_parsing=False)


def test_links_of_a_page_lead_to_files():
    broken = [
        f"{path.name}: {link}"
        for path in RUNBOOKS.glob("*.md")
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text())
        if not link.startswith("http") and not (path.parent / link).exists()
    ]
    assert broken == []
