"""Does what we deploy agree with the code: ports, variables, probes, the time to end?"""

import ast
import inspect
import re

import pytest
import yaml
from psycopg_pool import AsyncConnectionPool

from lyoctl import configuration
from services.common.lane_worker import LaneWorker
from services.common.mesh import Policy
from services.common.settings import ProcessSettings
from services.common.telemetry import EXPORT_SECONDS
from tests.architecture.deployed import (
    DEPLOY,
    compose,
    container,
    kinds,
    kustomization,
    pod_of,
    shared,
    told,
)

SERVICES = ("tenant", "booking", "assistant", "notifier", "gateway")
POLICY = Policy.load()
SETTINGS = ProcessSettings(env="production")
# What the images of others read.
FOREIGN = {"POSTGRES_DB", "POSTGRES_PASSWORD"}
# A process of a busy machine begins and ends slowly itself.
ROOM = 10


# What each is told alone, by a Secret of its own.
SECRETS = {"tenant": "lyo-tenant", "gateway": "lyo-gateway", "assistant": "lyo-assistant"}


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def known_variables() -> set[str]:
    each = set(configuration.variables())
    own = {name for name in each if "<SERVICE>" in name}
    named = {name.replace("<SERVICE>", service.upper()) for name in own for service in SERVICES}
    return each - own | named | FOREIGN


def test_every_service_is_deployed_both_ways():
    assert set(SERVICES) <= set(compose()["services"])
    assert {f"{each}.yaml" for each in (*SERVICES, "migrate")} == set(kustomization()["resources"])


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_started_as_itself(service):
    command = ["python", "-m", f"services.{service}", "serve", "work"]
    assert compose()["services"][service]["command"] == command
    assert container(service)["command"] == command


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_listens_where_the_call_graph_says(service):
    wanted = (port_of(POLICY.listen[service]), port_of(POLICY.metrics[service]))
    for given in (compose()["services"][service]["environment"], told(service)):
        listen = given[f"LYO_{service.upper()}_LISTEN"]
        metrics = given[f"LYO_{service.upper()}_METRICS_LISTEN"]
        assert (port_of(listen), port_of(metrics)) == wanted
        assert {listen.split(":")[0], metrics.split(":")[0]} == {"0.0.0.0"}  # noqa: S104
    assert [each["containerPort"] for each in container(service)["ports"]] == list(wanted)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_found_by_its_name_and_port(service):
    (port,) = kinds(service)["Service"]["spec"]["ports"]
    assert port["port"] == port_of(POLICY.listen[service])
    assert port["targetPort"] in {each["name"] for each in container(service)["ports"]}
    if service != "gateway":
        target = f"dns:///{service}:{port['port']}"
        name = f"LYO_{service.upper()}_TARGET"
        assert kinds(service)["Service"]["metadata"]["name"] == service
        assert kinds(service)["Service"]["spec"]["clusterIP"] == "None"
        assert shared()[name] == target
        assert all(compose()["services"][each]["environment"][name] == target for each in SERVICES)


def test_only_variables_that_are_read_are_given():
    in_compose = {
        name
        for file in ("compose.yaml", "compose.sandbox.yaml")
        for each in compose(file)["services"].values()
        for name in each.get("environment", {})
    }
    in_pods = set().union(*(told(each) for each in SERVICES), told("migrate"))
    assert {"LYO_KEY_FILE", "DATABASE_URL", "POSTGRES_PASSWORD"} <= in_compose
    assert (in_compose | in_pods) - known_variables() == set()


def test_only_the_migration_is_told_the_password_of_the_database():
    urls = [compose()["services"][each]["environment"]["DATABASE_URL"] for each in SERVICES]
    assert {*urls, shared()["DATABASE_URL"]} == {"postgresql://postgres:5432/lyo"}
    assert not any("DATABASE_URL" in str(container(each)["env"]) for each in SERVICES)
    assert "lyo-migrate" not in "".join(str(pod_of(each)) for each in SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_the_probes_ask_the_plain_port_and_life_asks_no_database(service):
    probes = {
        name: container(service)[f"{name}Probe"] for name in ("startup", "readiness", "liveness")
    }
    asked = {name: tuple(each["httpGet"].values()) for name, each in probes.items()}
    assert asked == {
        "startup": ("/livez", "metrics"),
        "readiness": ("/readyz", "metrics"),
        "liveness": ("/livez", "metrics"),
    }
    check = compose()["services"][service]["healthcheck"]["test"]
    assert f"http://127.0.0.1:{port_of(POLICY.metrics[service])}/readyz" in check[-1]


@pytest.mark.parametrize("service", SERVICES)
def test_a_process_that_ends_is_given_the_time_it_needs(service):
    needs = sum(ending().values()) + ROOM
    assert int(compose()["services"][service]["stop_grace_period"].removesuffix("s")) >= needs
    assert pod_of(service)["terminationGracePeriodSeconds"] >= needs


def ending() -> dict[str, float]:
    """The longest that each part of a process's end may take, one after the other."""
    hand_over = re.findall(r"for timeout in (\(.+?\)):", inspect.getsource(LaneWorker))
    (pauses,) = (ast.literal_eval(each) for each in hand_over)
    pool = inspect.signature(AsyncConnectionPool.close).parameters["timeout"].default
    return {
        "noticed": SETTINGS.drain_delay.total_seconds(),
        "under way": SETTINGS.drain_seconds,
        "hand-over": sum(pauses),
        "pool": pool,
        "traces": EXPORT_SECONDS,
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_start_beside_other_work_is_given_the_same_time_both_ways(service):
    probe = container(service)["startupProbe"]
    start = compose()["services"][service]["healthcheck"]["start_period"]
    assert f"{probe['periodSeconds'] * probe['failureThreshold']}s" == start


@pytest.mark.parametrize("service", SERVICES)
def test_it_is_noticed_that_a_pod_drains_before_it_refuses_calls(service):
    probe = container(service)["readinessProbe"]
    noticed = probe["periodSeconds"] * probe["failureThreshold"]
    assert noticed < SETTINGS.drain_delay.total_seconds()


@pytest.mark.parametrize("service", SERVICES)
def test_what_selects_pods_selects_those_of_the_service(service):
    labels = kinds(service)["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selected = {"app.kubernetes.io/name": service}
    assert selected.items() <= labels.items()
    assert kinds(service)["Deployment"]["spec"]["selector"]["matchLabels"] == selected
    assert kinds(service)["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == selected
    assert kinds(service)["Service"]["spec"]["selector"] == selected
    (spread,) = pod_of(service)["topologySpreadConstraints"]
    assert spread["labelSelector"]["matchLabels"] == selected
    assert spread["topologyKey"] == "kubernetes.io/hostname"
    assert spread["whenUnsatisfiable"] == "ScheduleAnyway"


@pytest.mark.parametrize("service", SERVICES)
def test_a_release_or_a_drained_node_never_takes_the_last_pod(service):
    deployment = kinds(service)["Deployment"]["spec"]
    assert deployment["replicas"] >= 2
    assert deployment["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert deployment["minReadySeconds"] > 30  # so long DNS is cached in most clusters
    assert kinds(service)["PodDisruptionBudget"]["spec"]["maxUnavailable"] < deployment["replicas"]


@pytest.mark.parametrize("service", [*SERVICES, "migrate"])
def test_a_pod_may_do_nothing_that_it_does_not_need(service):
    pod, own = pod_of(service), container(service)["securityContext"]
    assert pod["automountServiceAccountToken"] is False
    assert kinds(service)["ServiceAccount"]["automountServiceAccountToken"] is False
    assert pod["serviceAccountName"] == kinds(service)["ServiceAccount"]["metadata"]["name"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert (
        pod["securityContext"]["runAsUser"] == pod["securityContext"]["fsGroup"] == user_of_image()
    )
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert own["readOnlyRootFilesystem"] is True
    assert own["allowPrivilegeEscalation"] is False
    assert own["capabilities"] == {"drop": ["ALL"]}


CONTAINERS = {**compose("compose.sandbox.yaml")["services"], **compose()["services"]}


@pytest.mark.parametrize("name", sorted(CONTAINERS.keys() - {"postgres"}))
def test_a_container_of_compose_may_do_nothing_that_it_does_not_need(name):
    own = CONTAINERS[name]
    assert own["read_only"] is True
    assert own["cap_drop"] == ["ALL"]
    assert own["security_opt"] == ["no-new-privileges:true"]
    assert own["tmpfs"] == ["/tmp"]  # noqa: S108 - in the container
    assert (own["mem_limit"], own["pids_limit"]) == ("512m", 256)


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_what_a_container_of_compose_logs_never_fills_the_disk(name):
    kept = {"max-size": "20m", "max-file": "5"}
    assert CONTAINERS[name]["logging"] == {"driver": "json-file", "options": kept}


def user_of_image() -> int:
    (user,) = re.findall(r"^USER (\d+):\d+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    return int(user)


@pytest.mark.parametrize("service", [*SERVICES, "migrate"])
def test_the_key_file_is_where_the_pod_is_told_it_is(service):
    path = told(service)["LYO_KEY_FILE"]
    (mount,) = (each for each in container(service)["volumeMounts"] if each["name"] == "key")
    (volume,) = (each for each in pod_of(service)["volumes"] if each["name"] == "key")
    assert path == f"{mount['mountPath']}/key"
    assert mount["readOnly"] is True
    assert volume["secret"] == {"secretName": "lyo-key", "defaultMode": 0o440}


def test_the_migration_migrates_every_service_before_any_starts():
    run = container("migrate")["command"]
    assert [each.replace("$$", "$") for each in compose()["services"]["migrate"]["command"]] == run
    (loop,) = re.findall(
        r"for each in ([a-z ]+); do python -m services\.\$each migrate; done", run[-1]
    )
    assert sorted(loop.split()) == sorted(SERVICES)
    gate = {"condition": "service_completed_successfully"}
    assert all(compose()["services"][each]["depends_on"]["migrate"] == gate for each in SERVICES)


def test_the_gateway_opens_when_all_behind_it_are_ready():
    waits = compose()["services"]["gateway"]["depends_on"]
    ready = {name for name, each in waits.items() if each == {"condition": "service_healthy"}}
    assert ready - {"postgres"} == POLICY.calls["gateway"]


@pytest.mark.parametrize("service", SERVICES)
def test_postgresql_is_stopped_after_those_who_drain_with_it(service):
    assert "postgres" in compose()["services"][service]["depends_on"]


def test_only_the_gateway_is_published_and_on_this_machine_only():
    published = {
        name: each["ports"] for name, each in compose()["services"].items() if "ports" in each
    }
    assert published == {"gateway": ["127.0.0.1:8080:8080"]}


def test_who_calls_no_provider_cannot_reach_the_internet():
    assert compose()["networks"]["backend"] == {"internal": True}
    outside = {
        name for name, each in compose()["services"].items() if "outside" in each["networks"]
    }
    assert outside == {"assistant", "gateway", "notifier"}


def test_the_deployments_differ_in_names_and_ports_only():
    def without_names(service: str) -> str:
        same = yaml.safe_dump(kinds(service)["Deployment"])
        own_secret = f"- secretRef:\n            name: lyo-{service}\n            optional: true\n"
        same = same.replace(f"        {own_secret}", "")
        listens = {
            port_of(POLICY.listen[service]): "PORT",
            port_of(POLICY.metrics[service]): "METRICS",
        }
        for port, word in listens.items():
            same = same.replace(str(port), word)
        return re.sub(rf"{service}\b", "NAME", same.replace(service.upper(), "NAME"))

    assert len({without_names(each) for each in ("booking", "assistant", "notifier")}) == 1
    for service, secret in SECRETS.items():
        added = [each for each in container(service)["envFrom"] if "secretRef" in each]
        assert [each["secretRef"]["name"] for each in added] == [secret]
