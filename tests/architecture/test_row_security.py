"""Does the database itself keep tenants apart? Read from its catalogue."""

import pytest

SERVICES = ("gateway", "tenant", "booking", "assistant", "notifier")

# Tables that no policy guards, each with its reason. They hold ids, no content, except the
# gateway's, whose bodies are sealed under the installation key before a tenant is known.
EXEMPT = {
    "booking.lanes",
    "gateway.lanes",
    "gateway.lane_jobs",
    "gateway.set_aside",
    "tenant.addresses",
    "tenant.api_key_ids",
    "tenant.names",
    "notifier.lanes",
}
VERSIONS = "alembic_version"


@pytest.fixture(scope="module")
def database(lyo_databases):
    return lyo_databases(*SERVICES)


def tables(database, condition="true"):
    found = database.rows(
        f"""SELECT n.nspname || '.' || c.relname FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (%s)
              AND c.relname <> '{VERSIONS}' AND {condition}""",
        list(SERVICES),
    )
    return {name for (name,) in found}


def test_every_table_is_guarded_or_exempt_by_name(database):
    unguarded = tables(database, "NOT (c.relrowsecurity AND c.relforcerowsecurity)")
    assert unguarded == EXEMPT  # and none is exempt that is guarded, or gone


def test_every_guarded_table_lets_a_transaction_see_its_own_tenant_only(database):
    policies = database.rows(
        """SELECT schemaname || '.' || tablename, qual FROM pg_policies
           WHERE schemaname = ANY (%s) AND policyname = 'tenant'""",
        list(SERVICES),
    )
    assert {name for name, _ in policies} == tables(database, "c.relrowsecurity")
    assert {str(qual).partition("current_setting")[0] for _, qual in policies} == {
        "(tenant_id = ( SELECT (NULLIF("
    }
    assert all("lyo.tenant" in str(qual) for _, qual in policies)


def test_no_other_policy_lets_anybody_but_the_owner_see_more(database):
    others = database.rows(
        """SELECT schemaname || '.' || tablename || ': ' || policyname FROM pg_policies
           WHERE schemaname = ANY (%s) AND policyname <> 'tenant'
             AND roles <> ARRAY['lyo_' || schemaname || '_owner']::name[]""",
        list(SERVICES),
    )
    assert others == []


def test_what_runs_as_the_owner_finds_only_what_is_in_its_own_schema(database):
    found = database.rows(
        """SELECT n.nspname || '.' || p.proname, n.nspname, p.proconfig FROM pg_proc p
           JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = ANY (%s) AND p.prosecdef""",
        list(SERVICES),
    )
    assert found
    for name, schema, configured in found:
        assert f"search_path={schema}, pg_temp" in (configured or []), name


def test_only_the_runtime_role_may_ask_what_runs_as_the_owner(database):
    open_to_all = database.rows(
        """SELECT s.name, p.proname FROM pg_proc p
           JOIN pg_namespace n ON n.oid = p.pronamespace
           CROSS JOIN unnest(%s::text[]) s(name)
           WHERE n.nspname = ANY (%s) AND p.prosecdef AND s.name <> n.nspname
             AND has_function_privilege('lyo_' || s.name, p.oid, 'EXECUTE')""",
        list(SERVICES),
        list(SERVICES),
    )
    assert open_to_all == []


def test_every_index_of_a_guarded_table_leads_with_the_tenant(database):
    found = database.rows(
        r"""SELECT n.nspname || '.' || i.relname FROM pg_index x
           JOIN pg_class i ON i.oid = x.indexrelid
           JOIN pg_class t ON t.oid = x.indrelid
           JOIN pg_namespace n ON n.oid = t.relnamespace
           LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
           WHERE n.nspname = ANY (%s) AND t.relrowsecurity
             AND a.attname IS DISTINCT FROM 'tenant_id'
             AND NOT x.indisexclusion AND t.relname <> 'lane_jobs'
             AND i.relname <> 'requests_create_time' AND i.relname NOT LIKE '%%\_age'""",
        list(SERVICES),
    )
    # lane_jobs is read by the owner's functions, across tenants and by lane; what is purged is
    # read by its age.
    assert found == []


def test_the_runtime_roles_own_nothing_and_pass_no_policy(database):
    owned = database.rows(
        """SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
           WHERE r.rolname = ANY (%s)""",
        [f"lyo_{service}" for service in SERVICES],
    )
    strong = database.rows(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'lyo_%%' AND (rolsuper OR rolbypassrls)"
    )
    assert (owned, strong) == ([], [])


def test_a_role_sees_no_schema_but_its_own(database):
    seen = database.rows(
        """SELECT s.name, o.name FROM unnest(%s::text[]) s(name), unnest(%s::text[]) o(name)
           WHERE s.name <> o.name AND has_schema_privilege('lyo_' || s.name, o.name, 'USAGE')""",
        list(SERVICES),
        list(SERVICES),
    )
    assert seen == []
