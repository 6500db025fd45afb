"""The marks inside a Word file that python-docx has no words for: what is written here is all that there can be.

Text goes in as text: no function here makes markup or a field of what somebody wrote.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from docx.oxml.ns import qn
from lxml.etree import SubElement

from exports.cleaning import legible
from exports.wording import Wording

Piece = tuple[str, str]  # a text and its character style, "" for none
Cell = str | None | tuple[str | None, ...]  # one paragraph or several; None reads "Ikke aftalt"
_tag = cache(qn)


def child(parent: Any, name: str, **attributes: str) -> Any:
    """Add an element of Word's own namespace and give it."""
    return SubElement(parent, _tag(f"w:{name}"), {_tag(f"w:{key}"): value for key, value in attributes.items()})


def paragraph(parent: Any, style: str, *pieces: Piece) -> Any:
    """Add a paragraph of this style (its id) and give it."""
    made = child(parent, "p")
    child(child(made, "pPr"), "pStyle", val=style)
    for text, look in pieces:
        run(made, legible(text), look)
    return made


def run(within: Any, text: str, look: str = "") -> None:
    """Add text to a paragraph; a line feed becomes a line break, a tab a tab."""
    made = child(within, "r")
    if look:
        child(child(made, "rPr"), "rStyle", val=look)
    for nth, line in enumerate(text.split("\n")):
        if nth:
            child(made, "br")
        _tabbed(made, line)


def _tabbed(within: Any, line: str) -> None:
    for nth, text in enumerate(line.split("\t")):
        if nth:
            child(within, "tab")
        if text:
            words = child(within, "t")
            words.text = text
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def table(parent: Any, caption: str, about: str, widths: Sequence[int]) -> Any:
    """Add a table with a name and a description, still without rows, and give it."""
    made = child(parent, "tbl")
    look = child(made, "tblPr")
    child(look, "tblStyle", val="TableGrid")
    child(look, "tblW", w=str(sum(widths)), type="dxa")
    child(look, "tblLayout", type="fixed")
    child(look, "tblLook", val="0620", firstRow="1", firstColumn="0", noHBand="1", noVBand="1")
    child(look, "tblCaption", val=caption)
    child(look, "tblDescription", val=about)
    grid = child(made, "tblGrid")
    for width in widths:
        child(grid, "gridCol", w=str(width))
    return made


def row(within: Any, widths: Sequence[int], cells: Sequence[Cell], words: Wording, *, head: bool = False) -> None:
    """Add a row that is not cut by a page; the head row comes again on each page and names its columns aloud."""
    made = child(within, "tr")
    look = child(made, "trPr")
    child(look, "cantSplit")
    if head:
        child(look, "tblHeader")
    for width, content in zip(widths, cells, strict=True):
        cell = child(made, "tc")
        child(child(cell, "tcPr"), "tcW", w=str(width), type="dxa")
        for text in content if isinstance(content, tuple) else (content,):
            piece = (words.say("Ikke aftalt"), "Missing") if text is None else (text, "")
            paragraph(cell, "TableHead" if head else "Cell", piece)


def number(within: Any, name: str) -> None:
    """Add a page number (PAGE or NUMPAGES) that Word counts itself; until then it reads 1."""
    child(child(within, "r"), "fldChar", fldCharType="begin")
    child(child(within, "r"), "instrText").text = name
    child(child(within, "r"), "fldChar", fldCharType="separate")
    run(within, "1")
    child(child(within, "r"), "fldChar", fldCharType="end")
