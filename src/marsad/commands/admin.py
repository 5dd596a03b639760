"""``marsad admin``: who may edit the public record."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from msgspec.structs import replace

from marsad.admin import password
from marsad.admin.editors import Editors, nobody, proper
from marsad.admin.links import LIFE_MS, Links
from marsad.admin.office import text_of
from marsad.admin.passkeys import Passkeys
from marsad.admin.register import Register
from marsad.clock import WallClock
from marsad.commands.configured import configured
from marsad.nouns.failure import Failure
from marsad.settings import Settings

Config = Annotated[Path | None, Parameter(name="--config")]

admin = App(name="admin", help="Make, list and remove the accounts of editors.")
_WRONG = {
    "short": f"has fewer than {password.SHORTEST} characters",
    "long": f"has more than {password.LONGEST} characters",
    "worn": "is among the first that are guessed",
}


@admin.command
def add(name: str, *, stdin: bool = False, data: str = "", config: Config = None) -> int:
    """Make an editor's account.

    Parameters
    ----------
    name
        The editor's name. It is public: the correction log shows it beside what they did.
    stdin
        Read the password from the first line of standard input instead of asking for it.
    data
        Folder for everything Marsad keeps.
    config
        Settings file (TOML).
    """
    settings = _settings(config, data)
    kept = proper(name)
    editors = Editors(Register(Path(settings.data)))
    if editors.named(kept):
        raise Failure("is an editor already", where=kept, remedy="choose another name")
    typed = _piped() if stdin else _asked()
    if wrong := password.objection(typed, kept):
        raise Failure(
            f"it {_WRONG[wrong]}",
            where="the password",
            remedy="take a few words that don't belong together",
        )
    editors.add(kept, password.hash_of(typed), WallClock().now())
    print(f"{kept} may edit now, at /en/admin/ or /ar/admin/. The public log will show this name.")
    return 0


@admin.command(name="list")
def listed(*, data: str = "", config: Config = None) -> int:
    """List the editors: name, day the account was made, number of passkeys.

    Parameters
    ----------
    data
        Folder for everything Marsad keeps.
    config
        Settings file (TOML).
    """
    register = Register(Path(_settings(config, data).data))
    passkeys = Passkeys(register)
    for editor in Editors(register).all():
        day = datetime.fromtimestamp(editor.added / 1000, UTC).date()
        print(f"{editor.name}\t{day}\t{len(passkeys.of(editor.id))}")
    return 0


@admin.command
def remove(name: str, *, data: str = "", config: Config = None) -> int:
    """Remove an editor's account with its passkeys and sessions. What they did stays in the log.

    Parameters
    ----------
    name
        The editor's name.
    data
        Folder for everything Marsad keeps.
    config
        Settings file (TOML).
    """
    Editors(Register(Path(_settings(config, data).data))).remove(name)
    print(f"{name} may not edit any more.")
    return 0


@admin.command
def passkey(name: str, *, url: str = "", data: str = "", config: Config = None) -> int:
    """Print a link that signs an editor in once, to register a passkey or choose a new password.

    Parameters
    ----------
    name
        The editor's name.
    url
        The observatory's address; the setting `site.address`, or this machine's, if left out.
    data
        Folder for everything Marsad keeps.
    config
        Settings file (TOML).
    """
    settings = _settings(config, data)
    register = Register(Path(settings.data))
    editor = Editors(register).named(name)
    if editor is None:
        raise nobody(name)
    # A passkey needs a host name: at a bare address there can be none.
    address = url or settings.site.address or f"http://localhost:{settings.port}"
    token = text_of(Links(register).make(editor.id, WallClock().now()))
    print(f"Open within {LIFE_MS // 60_000} minutes; it holds once:\n")
    print(f"  {address.rstrip('/')}/en/admin/link?token={token}")
    return 0


def _settings(config: Path | None, data: str) -> Settings:

    settings = configured(config)
    return replace(settings, data=data) if data else settings


def _asked() -> str:
    if not sys.stdin.isatty():
        raise Failure(
            "there is no terminal to ask on",
            where="the password",
            remedy="hand it in with --stdin",
        )
    typed = getpass(f"Password, {password.SHORTEST} characters or more: ")
    if getpass("Once more: ") != typed:
        raise Failure("they differ", where="the two passwords", remedy="try again")
    return typed


def _piped() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Failure("it is not UTF-8", where="the password", remedy="send it as UTF-8") from None
