"""`lyoctl apply`: makes a tenant what its file says. The second run changes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lyoctl.apply_catalog import catalog_changes
from lyoctl.apply_change import Change, Options, Target
from lyoctl.apply_channels import channel_changes
from lyoctl.apply_faq import faq_changes
from lyoctl.apply_flags import flag_changes
from lyoctl.apply_members import member_changes
from lyoctl.apply_sending import sending_changes
from lyoctl.apply_tenant import tenant_changes
from lyoctl.operator import Stubs, calling
from lyoctl.tenant_file import Source, TenantFileError, read
from services.common.errors import MeshError
from services.common.settings import Keys

Tell = Callable[[str], None]
Agree = Callable[[Sequence[str]], None]
"""Is told what goes, line by line; returns where that is wanted, and raises where it is not."""

PARTS = (
    channel_changes,
    flag_changes,
    member_changes,
    catalog_changes,
    sending_changes,
    faq_changes,
)
"""What hangs on a tenant, in the order in which it is made."""


class ApplyError(RuntimeError):
    """A file was refused; the text names it, why, and what was applied and what was not."""


@dataclass(frozen=True)
class Plan:
    """What there is to do for one file."""

    target: Target
    changes: list[Change]

    @property
    def head(self) -> str:
        return f"{self.target.name} ({self.target.source.path})"

    def lines(self) -> Iterator[str]:
        """What is shown of it before it is done."""
        lines = [line for change in self.changes for line in change.lines]
        if lines:
            yield self.head
        yield from (f"  {line}" for line in lines)

    @property
    def count(self) -> int:
        return sum(change.count for change in self.changes)

    def pruned(self) -> Iterator[str]:
        """What is deleted because the file does not name it."""
        return (f"{self.target.name}: {each.what}" for each in self.changes if each.prunes)


async def apply_files(
    paths: Sequence[Path],
    listen: Mapping[str, str],
    keys: Keys,
    tell: Tell = lambda _: None,
    *,
    options: Options = Options(),  # noqa: B008 - frozen
) -> int:
    """Tell what differs, make it so, and return how many lines of it were changes.

    All files are read and compared before anything is changed.
    """
    sources = [read(path) for path in files_in(paths)]
    async with calling(listen, keys) as stubs:
        return await apply_sources(sources, stubs, tell, options)


async def apply_sources(
    sources: Sequence[Source],
    stubs: Stubs,
    tell: Tell,
    options: Options,
    agree: Agree = lambda _: None,
) -> int:
    """The same with files that were read and services that are called; `agree` is asked before
    anything is pruned."""
    _check_distinct(sources)
    plans = [await _told_plan(source, stubs, tell, options) for source in sources]
    if options.dry_run:
        return sum(each.count for each in plans)
    _ask(plans, agree)
    count = 0
    for done, each in enumerate(plans):
        count += await _applied(each, plans[:done], tell)
        if each.target.deleted:
            again = await _told_plan(each.target.source, stubs, tell, options)
            _ask([again], agree)
            count += await _applied(again, plans[:done], tell)
    return count


def _ask(plans: Sequence[Plan], agree: Agree) -> None:
    if going := [line for each in plans for line in each.pruned()]:
        agree(going)


async def _told_plan(source: Source, stubs: Stubs, tell: Tell, options: Options) -> Plan:
    found = await plan(source, stubs, options)
    for line in found.lines():
        tell(line)
    return found


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files, and those of folders by name."""
    found: list[Path] = []
    for path in paths:
        inside = sorted([*path.glob("*.yaml"), *path.glob("*.yml")]) if path.is_dir() else [path]
        if not inside:
            raise TenantFileError(f"{path}: no *.yaml in this folder")
        found += inside
    return list(dict.fromkeys(found))


def _check_distinct(sources: Sequence[Source]) -> None:
    known: dict[str, Source] = {}
    for source in sources:
        name = source.says.tenant.name
        if name in known:
            where = source.where("tenant", "name")
            raise TenantFileError(f"{where}: {known[name].path} is of {name} too")
        known[name] = source


async def plan(source: Source, stubs: Stubs, options: Options) -> Plan:
    """Compare the file with what stands there; nothing is changed yet."""
    target = Target(source, stubs, options)
    try:
        changes = await tenant_changes(target)
        for part in () if target.deleted else PARTS:
            changes += await part(target)
    except MeshError as error:
        raise ApplyError(f"{source.path}: {error.reason}: {error}; nothing applied") from error
    return Plan(target, changes)


async def _applied(each: Plan, before: Sequence[Plan], tell: Tell) -> int:
    acting = [change for change in each.changes if change.act]
    count = 0
    for done, change in enumerate(acting):
        try:
            late = await change.act() if change.act else None
        except MeshError as error:
            raise ApplyError(_refused(error, before, acting, done)) from error
        if late:
            tell(each.head)
            tell(f"  {late}")
        count += change.count
    return count


def _refused(error: MeshError, before: Sequence[Plan], acting: Sequence[Change], done: int) -> str:
    whole = ", ".join(str(each.target.source.path) for each in before)
    return "\n".join(
        [
            f"{acting[done].where}: {acting[done].what}: {error.reason}: {error}",
            f"  applied: {_told(acting[:done])}",
            f"  not applied: {_told(acting[done:])}",
            *([f"  applied whole before: {whole}"] if whole else []),
        ]
    )


def _told(changes: Sequence[Change]) -> str:
    return ", ".join(dict.fromkeys(change.what for change in changes if change.lines)) or "nothing"
