"""Guards by which tenants, callers and strangers stay where they belong."""

from tests.faults.mutants.mutant import Mutant

_DATABASE = "tests/common/test_database.py"
_LANES_TENANTS = "tests/common/test_lanes_tenants.py"
_ROWS = "services/common/row_security.py"
_GUARDED = "tests/architecture/test_row_security.py"

MUTANTS = (
    Mutant(
        name="tenant setting",
        loses="a transaction says whose rows it sees",
        file="services/common/database.py",
        old='begin = sql.SQL("BEGIN; SET LOCAL " + TENANT_SETTING + " = {}")',
        new='begin = sql.SQL("BEGIN; SELECT {}")',
        tests=(f"{_DATABASE}::test_tenants_do_not_see_each_other",),
    ),
    Mutant(
        name="tenant setting of one transaction",
        loses="the next transaction of a connection does not see the last one's tenant",
        file="services/common/database.py",
        old='"BEGIN; SET LOCAL "',
        new='"BEGIN; SET "',
        tests=(f"{_DATABASE}::test_the_tenant_does_not_outlast_its_transaction",),
    ),
    Mutant(
        name="row policy",
        loses="the database itself hides another tenant's rows",
        file=_ROWS,
        old='USING (tenant_id = (SELECT {CURRENT_TENANT}))"',
        new='USING ({CURRENT_TENANT} IS NOT NULL)"',
        tests=(
            f"{_DATABASE}::test_tenants_do_not_see_each_other",
            f"{_DATABASE}::test_a_row_cannot_be_given_to_another_tenant",
        ),
    ),
    Mutant(
        name="policy for the owner too",
        loses="whoever runs as the owner is bound as well",
        file=_ROWS,
        old='f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"',
        new='f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"',
        tests=(f"{_GUARDED}::test_every_table_is_guarded_or_exempt_by_name",),
    ),
    Mutant(
        name="tenant of a lane",
        loses="a lane is finished in a transaction of its own tenant only",
        file="services/common/lanes_functions.py",
        old="ELSIF belongs <> {CURRENT_TENANT} THEN",
        new="ELSIF belongs IS DISTINCT FROM belongs THEN",
        tests=(f"{_LANES_TENANTS}::test_a_lane_is_not_finished_in_another_tenants_transaction",),
    ),
    Mutant(
        name="one tenant for a lane",
        loses="a key that belongs to one tenant takes no jobs of another",
        file="services/common/lanes_statements.py",
        old="     WHERE l.tenant_id IS NOT DISTINCT FROM EXCLUDED.tenant_id\n",
        new="",
        tests=(f"{_LANES_TENANTS}::test_a_lane_belongs_to_one_tenant",),
    ),
    Mutant(
        name="place of a seal",
        loses="what was sealed for one place does not open in another",
        file="services/common/envelope.py",
        old="_cipher(key).encrypt(nonce, plain, aad.encode())\n\n\n"
        "def open_sealed(key: bytes, sealed: bytes, aad: str) -> bytes:",
        new="_cipher(key).encrypt(nonce, plain, b'')\n\n\n"
        "def open_sealed(key: bytes, sealed: bytes, aad: str) -> bytes:\n    aad = ''",
        tests=(
            "tests/common/test_envelope.py::test_it_does_not_open_elsewhere_or_with_another_key",
            "tests/tenant/test_ciphertexts.py::test_no_two_ciphertexts_can_be_swapped",
        ),
    ),
    Mutant(
        name="signature",
        loses="a webhook that the platform did not sign is refused",
        file="services/gateway/signatures.py",
        old="if hmac.compare_digest(expected, shown):",
        new="if expected:",
        tests=(
            "tests/gateway/test_webhook.py::test_an_unsigned_webhook_is_refused_and_nothing_stored",
            "tests/gateway/test_signatures.py::test_a_body_that_was_written_anew_is_not_believed",
        ),
    ),
    Mutant(
        name="one signature",
        loses="a request with two signatures is refused",
        file="services/gateway/signatures.py",
        old='shown = given[0].lower() if len(given) == 1 else b""',
        new='shown = given[0].lower() if given else b""',
        tests=("tests/gateway/test_signatures.py::test_two_signatures_are_one_too_many",),
    ),
    Mutant(
        name="token of a caller",
        loses="a service says with a signature who it is",
        file="services/common/mesh.py",
        old="if not hmac.compare_digest(mac.encode(), _mac(self._key, said).encode()):",
        new="if not hmac.compare_digest(mac.encode(), mac.encode()):",
        tests=("tests/common/test_server_callers.py::test_a_token_that_is_not_ours_is_refused",),
    ),
    Mutant(
        name="call graph",
        loses="a service calls only whom the call graph names",
        file="services/common/mesh.py",
        old="if service_of(method) not in self.calls.get(caller, ()):",
        new="if not service_of(method):",
        tests=(
            "tests/common/test_server_callers.py"
            "::test_a_caller_that_the_call_graph_does_not_name_is_refused",
        ),
    ),
)
