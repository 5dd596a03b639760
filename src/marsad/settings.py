"""One TOML file of settings, every key of which can also be set by the environment.

``[intake] trusted`` is ``MARSAD_INTAKE_TRUSTED``; the keys above any section, such as ``port``, are
``MARSAD_PORT`` and so on. The environment wins over the file, the command line over both.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta, field


class SettingsError(Exception):
    """A setting that can't be used: what, where, and what to do next."""


class JournalSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where reports are kept for good."""

    url: Annotated[
        str,
        Meta(
            description="`sqlite` (one machine, nothing else to start) or `nats://host:port` of a "
            "NATS JetStream server; several servers separated by commas.",
            pattern=r"^(sqlite|(nats|tls)://.+)$",
        ),
    ] = "sqlite"
    partitions: Annotated[
        int,
        Meta(
            description="Parts the journal is split into, by service; fixed once it exists.",
            ge=1,
            le=256,
        ),
    ] = 4
    retention_days: Annotated[
        int,
        Meta(
            description="Days single reports stay in the journal; counts stay in the archive.",
            ge=1,
        ),
    ] = 30


class IntakeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The door."""

    trusted: Annotated[
        tuple[str, ...],
        Meta(
            description="Networks (CIDR) that may pass on other people's reports, with `reporter` "
            "and `ip`, free of the per-network limits."
        ),
    ] = ()
    proxies: Annotated[
        tuple[str, ...],
        Meta(description="Networks (CIDR) of reverse proxies whose `X-Forwarded-For` is believed."),
    ] = ()
    keys: Annotated[
        dict[str, str],
        Meta(
            description="API keys: a name for each, and the SHA-256 (hex) of the key itself. "
            "A key frees its bearer as `trusted` does. `marsad key NAME` makes one."
        ),
    ] = field(default_factory=dict[str, str])
    quotas: Annotated[
        dict[str, Annotated[int, Meta(ge=1)]],
        Meta(description="Reports a minute that an API key is good for, by the key's name."),
    ] = field(default_factory=dict[str, int])
    quota: Annotated[
        int, Meta(description="The same for API keys without a quota of their own.", ge=1)
    ] = 60_000
    per_network_minute: Annotated[
        int, Meta(description="Reports taken from one /24 or /48 network in a minute.", ge=1)
    ] = 300
    per_reporter_minute: Annotated[
        int,
        Meta(description="Reports on one service taken from one address in a minute.", ge=1),
    ] = 20
    origins: Annotated[
        tuple[str, ...],
        Meta(description="Other sites (`https://host`) whose pages may post the report form."),
    ] = ()
    networks: Annotated[
        str,
        Meta(
            description="Your own table of networks, in place of the bundled one: a CSV of first "
            "address, last address, AS number, AS name; or a TSV with the country before the name."
        ),
    ] = ""
    oldest_hours: Annotated[
        int, Meta(description="How old a report's `at` may be, in hours.", ge=1, le=168)
    ] = 24


class TallySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Counting and the archive."""

    grace_seconds: Annotated[
        float,
        Meta(
            description="How long after its end a minute stays open for reports on their way.", ge=0
        ),
    ] = 3.0
    late_minutes: Annotated[
        int,
        Meta(
            description="A report that comes this many minutes late still weighs in detection; "
            "a later one is counted in its own minute only.",
            ge=0,
        ),
    ] = 15
    hot_hours: Annotated[
        int,
        Meta(description="Hours of counts kept in memory; older ones are in the archive.", ge=25),
    ] = 48
    archive_days: Annotated[
        int, Meta(description="Days that the archive of counts is kept; 0 is for ever.", ge=0)
    ] = 0


class SenseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Detection."""

    false_alarms: Annotated[
        float,
        Meta(description="False alarms you accept per service and year.", gt=0, le=1000),
    ] = 1.0
    installation_false_alarms: Annotated[
        Annotated[float, Meta(gt=0, le=1_000_000)] | None,
        Meta(
            description="False alarms you accept per year over all services of the catalogue "
            "together. Where it is set, the stricter of the two budgets holds."
        ),
    ] = None

    def budget(self, services: int) -> float:
        """False alarms a service-year that hold where so many services are watched.

        >>> SenseSettings(false_alarms=1.0, installation_false_alarms=50.0).budget(200)
        0.25
        """
        if self.installation_false_alarms is None:
            return self.false_alarms
        return min(self.false_alarms, self.installation_false_alarms / max(services, 1))


class LimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the process allows itself before it sheds load."""

    connections: Annotated[
        int,
        Meta(
            description="Connections at once; 0: 16,384, or as many as the open files allow.",
            ge=0,
            le=1_000_000,
        ),
    ] = 0
    memory_mib: Annotated[
        int,
        Meta(
            description="Memory in MiB near which load is shed; 0: what the control group, or else "
            "the machine, has.",
            ge=0,
        ),
    ] = 0


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pages."""

    zone: Annotated[str, Meta(description="Time zone of the pages (IANA name).")] = "Asia/Riyadh"
    digits: Annotated[
        Literal["latn", "arab"],
        Meta(description="Digits on Arabic pages: `latn` (123) or `arab` (١٢٣)."),
    ] = "latn"
    address: Annotated[
        str,
        Meta(
            description="Public address of the site (`https://outages.example`), for feeds, embeds "
            "and passkeys; empty to take what each request says."
        ),
    ] = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them."""

    data: Annotated[str, Meta(description="Folder for everything Marsad keeps.")] = "data"
    host: Annotated[str, Meta(description="Address to listen on; `0.0.0.0` for all.")] = "127.0.0.1"
    port: Annotated[
        int,
        Meta(
            description="Port to listen on. When it is taken, the next free one is used and said.",
            ge=0,
            le=65535,
        ),
    ] = 8000
    log: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="Least level that is logged."),
    ] = "info"
    log_format: Annotated[
        Literal["text", "json"], Meta(description="`text` for people, `json` for machines.")
    ] = "text"
    catalog: Annotated[
        tuple[str, ...],
        Meta(description="Folders of your own catalogue files, read after the bundled ones."),
    ] = ()
    journal: JournalSettings = JournalSettings()
    intake: IntakeSettings = IntakeSettings()
    tally: TallySettings = TallySettings()
    sense: SenseSettings = SenseSettings()
    limits: LimitSettings = LimitSettings()
    site: SiteSettings = SiteSettings()


class Key(msgspec.Struct, frozen=True):
    """One setting, as the reference page describes it."""

    path: str
    variable: str
    default: Any
    description: str


def keys(struct: type[msgspec.Struct] = Settings, prefix: str = "") -> Iterator[Key]:
    """Every setting there is, sections after the keys above them."""
    hints = get_type_hints(struct, include_extras=True)
    for part in msgspec.structs.fields(struct):
        path = f"{prefix}{part.name}"
        if isinstance(part.type, type) and issubclass(part.type, msgspec.Struct):
            yield from keys(part.type, f"{path}.")
            continue
        default = part.default if part.default is not msgspec.NODEFAULT else part.default_factory()
        meta: tuple[Meta, ...] = getattr(hints[part.name], "__metadata__", (Meta(),))
        variable = "MARSAD_" + path.replace(".", "_").upper()
        yield Key(path, variable, default, meta[0].description or "")


def load(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Settings from a TOML file, where there is one, and the environment.

    Raises SettingsError, saying which key in which place is wrong.
    """
    tree = _read(file) if file else {}
    where = str(file) if file else "the environment"
    known = {key.variable: key for key in keys()}
    for variable in sorted(known.keys() & environment.keys()):
        _plant(tree, known[variable], environment[variable])
    try:
        return msgspec.convert(tree, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: {_plain(str(error))}; see docs/settings.md") from None


def stray(environment: Mapping[str, str]) -> list[str]:
    """Variables that look like settings of ours and aren't: most often a slip of the pen."""
    known = {key.variable for key in keys()} | {"MARSAD_CONFIG"}
    return sorted(name for name in environment if name.startswith("MARSAD_") and name not in known)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or "not readable"
        raise SettingsError(f"{file}: {reason}; name a file that exists with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not TOML: {error}; correct it there") from None


def _plant(tree: dict[str, Any], key: Key, value: str) -> None:
    *sections, name = key.path.split(".")
    for section in sections:
        if not isinstance(tree.setdefault(section, {}), dict):
            raise SettingsError(f"{section}: is a section of settings, not a value")
        tree = tree[section]
    tree[name] = _typed(key, value)


def _typed(key: Key, value: str) -> Any:
    if isinstance(key.default, tuple):
        return [item.strip() for item in value.split(",") if item.strip()]
    if isinstance(key.default, dict):
        pairs = (pair.split("=", 1) for pair in value.split(",") if "=" in pair)
        return {name.strip(): rest.strip() for name, rest in pairs}
    return value


def _plain(message: str) -> str:
    """Msgspec's "… - at `$.tally.late_minutes`" as "tally.late_minutes: …"."""
    found = re.fullmatch(r"(.*) - at `\$\.?(.*)`", message)
    return f"{found[2]}: {found[1]}" if found and found[2] else message
