"""All catalogue files put together, folder after folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from marsad.catalog.finding import Finding
from marsad.catalog.form import FILE
from marsad.catalog.reading import LARGEST, read
from marsad.catalog.shape import TOP
from marsad.catalog.sheet import Table, Word
from marsad.catalog.suggestion import suggestion

BUNDLED = Path(__file__).with_name("data")
KINDS = ("providers", "services", "symptoms", "topics", "categories", "countries", "events")


class Drawer:
    """Every entry of every file by kind and id; extensions are laid over what they extend."""

    def __init__(self) -> None:
        self._kinds = {kind: Table("", 0) for kind in (*KINDS, "phrases")}

    def __getitem__(self, kind: str) -> Table:
        return self._kinds[kind]

    def rows(self, kind: str) -> Iterator[tuple[Word, Table]]:
        """Entries of one kind with their ids, in order of reading."""
        return self._kinds[kind].tables()

    def add(self, sheet: Table, findings: list[Finding]) -> None:
        """Take in one file, all but its extensions."""
        for kind in KINDS:
            for name, row in sheet.table(kind).tables():
                first = self[kind].keys.get(name.text)
                if first:
                    what = f"'{name.text}' is in {kind} already, at {first.file}:{first.line}"
                    remedy = f"choose another id, or put it under 'extend: {kind}:' to add to it"
                    findings.append(Finding(name.file, name.line, what, remedy))
                else:
                    self[kind].put(name, row)
        self["phrases"].absorb(sheet.table("phrases"))

    def extend(self, sheet: Table, findings: list[Finding]) -> None:
        """Lay one file's extensions over the entries they name."""
        for kind in KINDS:
            for name, more in sheet.table("extend").table(kind).tables():
                if name.text in self[kind].entries:
                    self[kind].table(name.text).absorb(more)
                else:
                    what = f"there is no '{name.text}' in {kind} to extend"
                    remedy = suggestion(name.text, self[kind].entries, f"put it under '{kind}:'")
                    findings.append(Finding(name.file, name.line, what, remedy))


def gather(folders: Sequence[Path]) -> tuple[Drawer, list[Finding]]:
    """All files of the folders, in order, with their faults of reading and form."""
    findings: list[Finding] = []
    sheets = [_sheet(file, findings) for file in _files(folders, findings)]
    drawer = Drawer()
    for sheet in sheets:
        drawer.add(sheet, findings)
    for sheet in sheets:
        drawer.extend(sheet, findings)
    return drawer, findings


def _files(folders: Sequence[Path], findings: list[Finding]) -> Iterator[Path]:
    for folder in folders:
        try:
            files = sorted(file for file in folder.iterdir() if _is_catalogue(file))
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            what = f"this folder can't be read: {_reason(error)}"
            remedy = "create it, or take it out of the settings"
            findings.append(Finding(str(folder), 0, what, remedy))
        else:
            yield from files


def _is_catalogue(file: Path) -> bool:
    named = file.suffix in {".yaml", ".yml"} and not file.name.startswith(".")
    return named and file.is_file()


def _sheet(file: Path, findings: list[Finding]) -> Table:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        what = f"this file can't be read: {_reason(error)}"
        findings.append(Finding(str(file), 0, what, "make it readable, or move it away"))
        return Table(str(file), 0)
    sheet, faults = read(str(file), data)
    findings += faults
    FILE.check(sheet, TOP, findings)
    return sheet


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
