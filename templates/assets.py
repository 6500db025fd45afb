"""Addresses of static files, with a hash of their content, and icons drawn into the page."""

import hashlib
import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

_STATIC = Path(__file__).parent.parent / "web" / "static"
_ICONS = Path(__file__).parent / "icons"


@cache
def asset(name: str) -> str:
    """Give a static file's address; a changed file has a changed address, so browsers may keep it for a year."""
    digest = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


@cache
def icon(name: str) -> Markup:
    """Give an icon as part of the page, hidden from screen readers: the words beside it carry the meaning."""
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", (_ICONS / f"{name}.svg").read_text(), re.DOTALL)
    if drawing is None:
        raise ValueError(f"{name}.svg is not a drawing")
    paths = re.sub(r"\s+", " ", drawing[1]).replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").strip()
    return Markup(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{paths}</svg>')  # noqa: S704 - vendored
