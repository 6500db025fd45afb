"""A Word document, written from the top: headings, lines, quotes, tables. Everything else knows only these words."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml.etree import SubElement

from exports.base import BASE, pack
from exports.cleaning import legible, one_line
from exports.wording import Wording

Piece = tuple[str, str]  # a text and its character style, "" for none
Cell = str | None | tuple[str | None, ...]  # one paragraph or several; None reads "Ikke aftalt"
PAGE_WIDTH = 9638  # twentieths of a point between the margins
FIXED_WORDS = ("Title", "Heading1", "Heading2", "TableHead", "Label", "Missing", "DraftMark", "Header", "Footer")
_tag = cache(qn)


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and its share of the width."""

    heading: str
    share: int


@dataclass
class Paper:
    """A document on its way. What people said goes in as text, never as markup or a field."""

    words: Wording
    document: Any = field(default_factory=lambda: docx.Document(BytesIO(_base())))

    def __post_init__(self) -> None:
        """Set the page's measures aside while the body is written."""
        self.body = self.document.element.body
        self.page = self.body[-1]
        self.body.remove(self.page)

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading that screen readers can jump to; level 0 is the document's title."""
        _paragraph(self.body, f"Heading{level}" if level else "Title", (one_line(text), ""))

    def line(self, *pieces: Piece | str, style: str = "Normal") -> None:
        """Write a paragraph of pieces, each a text or a text with its style."""
        _paragraph(self.body, style, *(piece if isinstance(piece, tuple) else (piece, "") for piece in pieces))

    def fact(self, label: str, text: str) -> None:
        """Write a label and its value; nothing when there is no value."""
        if text:
            self.line((label, "Label"), ("\t", ""), text, style="Fact")

    def labelled(self, label: str, text: str) -> None:
        """Write a label and what belongs to it as one sentence."""
        self.line((f"{label} ", "Label"), text)

    def missing(self, label: str = "") -> None:
        """Write that nothing was agreed."""
        self.line(*([(f"{label} ", "Label")] if label else []), (self.words.say("Ikke aftalt"), "Missing"))

    def quote(self, text: str, by: str = "", *, quoted: bool = True) -> None:
        """Write what somebody said, in quotation marks when the words are their own, and who said it."""
        said = f"»{text}«" if quoted else text
        self.line(said, *([(f" – {by}", "Speaker")] if by else []), style="Quote" if quoted else "Statement")

    def table(self, caption: str, about: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
        """Write a table with a marked header row, a name and a description for those who cannot see it."""
        widths = [PAGE_WIDTH * column.share // sum(each.share for each in columns) for column in columns]
        table = _table(self.body, one_line(caption), one_line(about), widths)
        _row(table, widths, [(column.heading,) for column in columns], "TableHead", self.words)
        for row in rows:
            _row(table, widths, [cell if isinstance(cell, tuple) else (cell,) for cell in row], "Cell", self.words)

    def finish(self, *, title: str, at: datetime, top: str = "", mark: str = "") -> bytes:
        """Give the file: `title` for the reader's window, `at` as its date, `top` and `mark` on every page."""
        self.body.append(self.page)
        _page_words(self.document.sections[0], self.words, top, mark)
        _properties(self.document.core_properties, one_line(title)[:255], at.astimezone(UTC), self.words.language)
        if self.words.language != "da-DK":
            _speak(self.document.styles.element, self.words.language)
        made = BytesIO()
        self.document.save(made)
        return _repacked(made)


@cache
def _base() -> bytes:
    return BASE.read_bytes()


def _child(parent: Any, name: str, **attributes: str) -> Any:
    return SubElement(parent, _tag(f"w:{name}"), {_tag(f"w:{key}"): value for key, value in attributes.items()})


def _paragraph(parent: Any, style: str, *pieces: Piece) -> Any:
    paragraph = _child(parent, "p")
    _child(_child(paragraph, "pPr"), "pStyle", val=style)
    for text, look in pieces:
        _run(paragraph, legible(text), look)
    return paragraph


def _run(paragraph: Any, text: str, look: str) -> None:
    run = _child(paragraph, "r")
    if look:
        _child(_child(run, "rPr"), "rStyle", val=look)
    for number, line in enumerate(text.split("\n")):
        if number:
            _child(run, "br")
        _tabbed(run, line)


def _tabbed(run: Any, line: str) -> None:
    for number, text in enumerate(line.split("\t")):
        if number:
            _child(run, "tab")
        if text:
            words = _child(run, "t")
            words.text = text
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _table(parent: Any, caption: str, about: str, widths: Sequence[int]) -> Any:
    table = _child(parent, "tbl")
    look = _child(table, "tblPr")
    _child(look, "tblStyle", val="TableGrid")
    _child(look, "tblW", w=str(sum(widths)), type="dxa")
    _child(look, "tblLayout", type="fixed")
    _child(
        look,
        "tblLook",
        val="0020",
        firstRow="1",
        lastRow="0",
        firstColumn="0",
        lastColumn="0",
        noHBand="1",
        noVBand="1",
    )
    _child(look, "tblCaption", val=caption)
    _child(look, "tblDescription", val=about)
    grid = _child(table, "tblGrid")
    for width in widths:
        _child(grid, "gridCol", w=str(width))
    return table


def _row(
    table: Any, widths: Sequence[int], cells: Sequence[tuple[str | None, ...]], style: str, words: Wording
) -> None:
    row = _child(table, "tr")
    look = _child(row, "trPr")
    _child(look, "cantSplit")
    if style == "TableHead":
        _child(look, "tblHeader")
    for width, texts in zip(widths, cells, strict=True):
        cell = _child(row, "tc")
        _child(_child(cell, "tcPr"), "tcW", w=str(width), type="dxa")
        for text in texts:
            _paragraph(cell, style, (words.say("Ikke aftalt"), "Missing") if text is None else (text, ""))


def _page_words(section: Any, words: Wording, top: str, mark: str) -> None:
    header, footer = section.header._element, section.footer._element
    header.remove(header[0])
    if mark:
        _paragraph(header, "DraftMark", (mark, ""))
    _paragraph(header, "Header", (one_line(top), ""))
    before, rest = words.say("Side {page} af {pages}").split("{page}")
    between, after = rest.split("{pages}")
    footer.remove(footer[0])
    line = _paragraph(footer, "Footer", (before, ""))
    _number(line, "PAGE")
    _run(line, between, "")
    _number(line, "NUMPAGES")
    _run(line, after, "")


def _number(paragraph: Any, field_name: str) -> None:
    """Write a page number that Word counts itself; until then it reads 1."""
    _child(_child(paragraph, "r"), "fldChar", fldCharType="begin")
    _child(_child(paragraph, "r"), "instrText").text = field_name
    _child(_child(paragraph, "r"), "fldChar", fldCharType="separate")
    _run(paragraph, "1", "")
    _child(_child(paragraph, "r"), "fldChar", fldCharType="end")


def _properties(core: Any, title: str, at: datetime, language: str) -> None:
    core.title, core.language, core.author, core.revision = title, language, "Tavlen", 1
    core.created = core.modified = at.replace(tzinfo=None, microsecond=0)


def _speak(styles: Any, language: str) -> None:
    """Say in which language the fixed words are; people's own words stay Danish."""
    for style in styles.style_lst:
        if style.styleId in FIXED_WORDS:
            _child(style.get_or_add_rPr(), "lang", val=language)


def _repacked(made: BytesIO) -> bytes:
    with zipfile.ZipFile(made) as package:
        first, *rest = package.namelist()
        return pack({name: package.read(name) for name in (first, *sorted(rest))}, squeeze=True)
