"""Names as small numbers, in order of first appearance; number 0 is the empty name."""

from __future__ import annotations

from collections.abc import Iterable


class Symbols:
    """A growing list of names.

    >>> names = Symbols(["x"])
    >>> names.code("meta"), names.code("x"), names.names
    (2, 1, ['', 'x', 'meta'])
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = [""]
        self.codes = {"": 0}
        for name in names:
            self.code(name)

    def code(self, name: str) -> int:
        """The number of a name, a new one when it is new."""
        code = self.codes.get(name)
        if code is None:
            code = self.codes[name] = len(self.names)
            self.names.append(name)
        return code
