"""Which scope an API key needs for which method: services/scopes.toml. What it does not say, no."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SCOPES = Path(__file__).parent.parent / "scopes.toml"


class ScopeMissing(Exception):
    """A method that is served has no scope and is not kept to the mesh: nobody decided who may."""


@dataclass(frozen=True)
class Scopes:
    """The scope of each method, and the methods that only services call."""

    methods: Mapping[str, str]
    mesh: frozenset[str]
    narrowing: frozenset[str]

    @classmethod
    def load(cls, path: Path = SCOPES) -> "Scopes":
        """Read the file; a key that is missing is an error."""
        said = tomllib.loads(path.read_text())
        return cls(
            methods={
                f"{service}/{method}": scope
                for scope, services in said["scopes"].items()
                for service, names in services.items()
                for method in names
            },
            mesh=frozenset(said["mesh"]["methods"]),
            narrowing=frozenset(said["narrowing"]["methods"]),
        )

    @property
    def known(self) -> frozenset[str]:
        """Every scope there is."""
        return frozenset(self.methods.values())

    def of(self, full_method: str) -> str | None:
        """The scope of `lyo.<service>.v1.<Service>/<Method>`; None: services only."""
        return self.methods.get(full_method.removeprefix("/"))

    def require_all(self, methods: Iterable[str]) -> None:
        """Raise ScopeMissing, naming each method that the file says nothing of."""
        missing = sorted(set(methods) - set(self.methods) - self.mesh)
        if missing:
            raise ScopeMissing(f"services/scopes.toml says nothing of {', '.join(missing)}")
