"""XML that leaves the site (feeds, pictures, oEmbed): made of values, never by gluing text.

Names and statements are strangers' words: the serializer escapes them, and characters that XML 1.0
(2.2) knows no way to write are replaced.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""Text as an XML document can hold it; ends of lines as XML 1.0 (2.11) has them.

    >>> xml_text("a\x00b\r\nc")
    'a\ufffdb\nc'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", lines)


def root(name: str, **attributes: str) -> Element:
    """The outermost element; see ``add`` for how attributes are named."""
    return Element(name, _named(attributes))


def add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new last child. ``stroke_width=`` is the attribute ``stroke-width``, ``xml__lang=`` is
    ``xml:lang``, and ``class_=`` is ``class``; those left empty are left out.
    """
    child = SubElement(parent, tag, _named(attributes))
    if text:
        child.text = xml_text(text)
    return child


def document(element: Element) -> bytes:
    """The whole document in UTF-8."""
    return tostring(element, "utf-8", xml_declaration=True)


def _named(attributes: dict[str, str]) -> dict[str, str]:
    return {
        name.rstrip("_").replace("__", ":").replace("_", "-"): xml_text(value)
        for name, value in attributes.items()
        if value
    }
