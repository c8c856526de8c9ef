"""Reads what we deploy: the files of compose and kustomize, with what they take of each other."""

from functools import cache
from typing import Any

import yaml

from tests.architecture.conftest import ROOT

DEPLOY = ROOT / "deploy"
BASE = DEPLOY / "k8s" / "base"


@cache
def written(name: str) -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / name).read_text())


@cache
def compose(name: str = "compose.yaml") -> dict[str, Any]:
    services = {each: extended(own, name) for each, own in written(name)["services"].items()}
    return {**written(name), "services": services}


def extended(own: dict[str, Any], file: str) -> dict[str, Any]:
    """The service with all that it extends."""
    if "extends" not in own:
        return own
    file = own["extends"].get("file", file)
    return {**extended(written(file)["services"][own["extends"]["service"]], file), **own}


@cache
def kinds(service: str) -> dict[str, Any]:
    """What the file of a service holds, by kind."""
    documents = yaml.safe_load_all((BASE / f"{service}.yaml").read_text())
    return {each["kind"]: each for each in documents}


@cache
def kustomization() -> dict[str, Any]:
    return yaml.safe_load((BASE / "kustomization.yaml").read_text())


def shared() -> dict[str, str]:
    """What the ConfigMap tells every service."""
    (generator,) = kustomization()["configMapGenerator"]
    return dict(each.split("=", 1) for each in generator["literals"])


def pod_of(service: str) -> dict[str, Any]:
    kind = kinds(service).get("Deployment") or kinds(service)["Job"]
    return kind["spec"]["template"]["spec"]


def container(service: str) -> dict[str, Any]:
    (only,) = pod_of(service)["containers"]
    return only


def told(service: str) -> dict[str, str]:
    """The variables that the pod's container is given by value."""
    given = container(service)
    own = {each["name"]: each["value"] for each in given["env"] if "value" in each}
    with_all = {"configMapRef": {"name": "lyo"}} in given.get("envFrom", [])
    return {**(shared() if with_all else {}), **own}
