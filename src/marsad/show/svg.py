"""A picture that stands alone: what it is called, how its text looks, and that it runs nothing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from xml.etree.ElementTree import Element

from starlette.requests import Request
from starlette.responses import Response

from marsad.show.answers import Answer
from marsad.show.outlet import DAY, kept
from marsad.show.text_width import text_width
from marsad.show.words import Words
from marsad.show.xml_document import add, root

SVG = "image/svg+xml; charset=utf-8"
FRESH = 60
"""Seconds."""
FONTS = "system-ui,'Segoe UI','Noto Sans','Noto Sans Arabic',Tahoma,Verdana,sans-serif"


def canvas(words: Words, size: tuple[float, float], title: str, about: str = "") -> Element:
    """The outermost element, named for who can't see it; text runs as the language does."""
    width, height = (f"{side:g}" for side in size)
    top = root(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby="t d" if about else "t",
        xml__lang=words.language,
        direction=words.direction,
        font_family=FONTS,
    )
    add(top, "title", title, id="t")
    if about:
        add(top, "desc", about, id="d")
    return top


def label(
    parent: Element, text: str, place: tuple[float, float], size: float, /, **more: str
) -> Element:
    """Text around a place, as wide as we take it to be whatever font the reader has."""
    x, y = place
    wide = text_width(text, size)
    return add(
        parent,
        "text",
        text,
        x=f"{x:g}",
        y=f"{y:g}",
        font_size=f"{size:g}",
        textLength=f"{wide:.1f}" if wide else "",
        lengthAdjust="spacingAndGlyphs",
        text_anchor="middle",
        **more,
    )


def drawn(request: Request, answer: Answer, style: str = "", stale: int = DAY) -> Response:
    """The picture as others' pages show it; opened by itself it runs nothing but its own style."""
    response = kept(request, answer, FRESH, stale=stale)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    styles = f"'sha256-{digest}'" if style else "'none'"
    response.headers["content-security-policy"] = (
        f"default-src 'none'; style-src {styles}; frame-ancestors 'none'; sandbox"
    )
    return response
