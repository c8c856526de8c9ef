"""Does the shared code stay small, and know nothing of the business?"""

import io
import re
import tokenize

from tests.architecture.conftest import ROOT

COMMON = ROOT / "services" / "common"

# Closed: a file is added with an entry in DECISIONS.md.
FILES = {
    "__init__.py",
    "actor.py",
    "doors.py",
    "grants.py",
    "life.py",
    "rates.py",
    "scopes.py",
    "team_tls.py",
    "backoff.py",
    "bootstrap.py",
    "breaker.py",
    "client_interceptor.py",
    "clients.py",
    "clock.py",
    "context.py",
    "database.py",
    "dates.py",
    "envelope.py",
    "errors.py",
    "failpoints.py",
    "fields.py",
    "flags.py",
    "grpc_errors.py",
    "health.py",
    "lane_bell.py",
    "lane_keeper.py",
    "lane_metrics.py",
    "lane_worker.py",
    "lanes.py",
    "lanes_functions.py",
    "lanes_sql.py",
    "lanes_statements.py",
    "logs.py",
    "mesh.py",
    "metrics.py",
    "migrate.py",
    "paging.py",
    "process.py",
    "requests.py",
    "revisions.py",
    "row_security.py",
    "server.py",
    "server_call.py",
    "server_interceptor.py",
    "settings.py",
    "telemetry.py",
    "texts.py",
    "upkeep.py",
}

BUSINESS = re.compile(
    r"booking|offering|resource_id|(?<!__)slot|segment|occurrence|customer|channel_id|identit|whatsapp"
    r"|twilio|instagram|chatwoot|zaptra|salon|restaurant|conversation|turn_id|proposal|wamid"
    r"|appointment|provider_message",
    re.IGNORECASE,
)


def test_the_files_of_common_are_a_closed_list():
    assert {path.name for path in COMMON.glob("*.py")} == FILES


def test_common_has_no_word_of_the_business():
    found = [
        f"{path.name}:{token.start[0]}: {token.string.strip()[:60]}"
        for path in sorted(COMMON.rglob("*.py"))
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
        if BUSINESS.search(token.string)
    ]
    assert found == []
