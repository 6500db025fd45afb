"""A Word document, written from the top: headings, lines, quotes, tables. Everything else knows only these words."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import docx

from exports import elements
from exports.base import BASE, pack
from exports.cleaning import one_line
from exports.elements import Cell, Piece
from exports.wording import Wording

PAGE_WIDTH = 9638  # twentieths of a point between the margins
FIXED_WORDS = ("Title", "Heading1", "TableHead", "Label", "Missing", "DraftMark", "Header", "Footer")


@cache
def _base() -> bytes:
    return BASE.read_bytes()


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
        elements.paragraph(self.body, f"Heading{level}" if level else "Title", (one_line(text), ""))

    def line(self, *pieces: Piece | str, style: str = "Normal") -> None:
        """Write a paragraph of pieces, each a text or a text with its style."""
        elements.paragraph(self.body, style, *(piece if isinstance(piece, tuple) else (piece, "") for piece in pieces))

    def fact(self, label: str, text: str | None) -> None:
        """Write a label and its value; nothing for an empty value, and for None that nothing was agreed."""
        value = (self.words.say("Ikke aftalt"), "Missing") if text is None else (text, "")
        if text != "":
            self.line((label, "Label"), ("\t", ""), value, style="Fact")

    def labelled(self, label: str, text: str) -> None:
        """Write a label and what belongs to it as one sentence that stays with what follows."""
        self.line((f"{label} ", "Label"), text, style="Lead")

    def missing(self, label: str = "") -> None:
        """Write that nothing was agreed."""
        self.line(*([(f"{label} ", "Label")] if label else []), (self.words.say("Ikke aftalt"), "Missing"))

    def quote(self, text: str, by: str = "", *, quoted: bool = True) -> None:
        """Write what somebody said, in quotation marks when the words are their own, and who said it."""
        speaker = [(f" –\N{NO-BREAK SPACE}{by}", "Speaker")] if by else []
        said, style = (f"»{text}«", "Quote") if quoted else (text, "Statement")
        self.line(said, *speaker, style=style)

    def table(self, caption: str, about: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
        """Write a table with a marked header row, a name and a description for those who cannot see it."""
        widths = [PAGE_WIDTH * column.share // sum(each.share for each in columns) for column in columns]
        table = elements.table(self.body, one_line(caption), one_line(about), widths)
        elements.row(table, widths, [column.heading for column in columns], self.words, head=True)
        for row in rows:
            elements.row(table, widths, row, self.words)

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


def _page_words(section: Any, words: Wording, top: str, mark: str) -> None:
    header, footer = section.header._element, section.footer._element
    header.remove(header[0])
    if mark:
        elements.paragraph(header, "DraftMark", (mark, ""))
    elements.paragraph(header, "Header", (one_line(top), ""))
    before, rest = words.say("Side {page} af {pages}").split("{page}")
    between, after = rest.split("{pages}")
    footer.remove(footer[0])
    line = elements.paragraph(footer, "Footer", (before, ""))
    elements.number(line, "PAGE")
    elements.run(line, between)
    elements.number(line, "NUMPAGES")
    elements.run(line, after)


def _properties(core: Any, title: str, at: datetime, language: str) -> None:
    core.title, core.language, core.author, core.revision = title, language, "Tavlen", 1
    core.created = core.modified = at.replace(tzinfo=None, microsecond=0)


def _speak(styles: Any, language: str) -> None:
    """Say in which language the fixed words are; people's own words stay Danish."""
    for style in styles.style_lst:
        if style.styleId in FIXED_WORDS:
            elements.child(style.get_or_add_rPr(), "lang", val=language)


def _repacked(made: BytesIO) -> bytes:
    with zipfile.ZipFile(made) as package:
        first, *rest = package.namelist()
        return pack({name: package.read(name) for name in (first, *sorted(rest))}, squeeze=True)
