"""Which templates there are, by account, name and language."""

from sandbox.templates.template import Template


class Stock:
    """Those of the files, and what tests added; a reset forgets the latter."""

    def __init__(self, permanent: list[Template]) -> None:
        self.permanent = permanent
        self.known: dict[tuple[str, str, str], Template] = {}
        self.reset()

    def put(self, template: Template) -> None:
        """Add it, or replace the one of the same account, name and language."""
        self.known[template.key] = template

    def remove(self, account: str, name: str, language: str) -> bool:
        return self.known.pop((account, name, language), None) is not None

    def find(self, account: str, name: str, language: str) -> Template | None:
        return self.known.get((account, name, language))

    def of(self, account: str) -> list[Template]:
        """By name and language."""
        found = [each for each in self.known.values() if each.account == account]
        return sorted(found, key=lambda each: each.key)

    def reset(self) -> None:
        self.known.clear()
        for template in self.permanent:
            self.put(template)
