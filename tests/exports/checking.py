"""What is wrong with a document or a calendar file: the checks of which every test file here makes use.

Each gives its findings as sentences, so that a planted fault can be seen to be caught.
"""

import html
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from icalendar import Calendar
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADINGS = {"Heading1", "Heading2", "Heading3", "Title"}


def parts_of(document: bytes) -> dict[str, bytes]:
    """Give the parts of a Word file."""
    with zipfile.ZipFile(BytesIO(document)) as package:
        return {name: package.read(name) for name in package.namelist()}


def opened(document: bytes) -> docx.document.Document:
    """Give a Word file as python-docx reads it."""
    return docx.Document(BytesIO(document))


def text_of(document: bytes) -> str:
    """Give all text of a Word file's body, in order."""
    body = opened(document).element.body
    return squeezed(" ".join(each.text or "" for each in body.iter(f"{W}t")))


def tables_of(document: bytes) -> list[list[list[str]]]:
    """Give a Word file's tables, row by row."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(document).tables]


def word_faults(document: bytes) -> list[str]:
    """Give what is wrong with a Word file for somebody who uses a screen reader, or who does not trust its writer."""
    parts = parts_of(document)
    trees = {name: etree.fromstring(xml) for name, xml in parts.items()}
    body, styles = trees["word/document.xml"], trees["word/styles.xml"]
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    used = {mark.get(f"{W}val") for mark in body.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    core = {etree.QName(each).localname: each.text for each in trees["docProps/core.xml"]}
    language = styles.find(f"{W}docDefaults//{W}lang")
    found = [f"style {name} is unknown" for name in sorted(used - known)]
    found += [f"{name} is not a real heading" for name in sorted(HEADINGS - known)]
    found += [fault for table in body.iter(f"{W}tbl") for fault in _table_faults(table)]
    found += ["no title"] * (not core.get("title")) + ["no language"] * (core.get("language") is None)
    found += ["not Danish"] * (language is None or language.get(f"{W}val") != "da-DK")
    return found + _trust_faults(trees)


def _table_faults(table: etree._Element) -> list[str]:
    look, first = table.find(f"{W}tblPr"), table.find(f"{W}tr")
    assert look is not None
    assert first is not None
    found = ["a table without a header row"] * (first.find(f"{W}trPr/{W}tblHeader") is None)
    found += ["a table without a name"] * (look.find(f"{W}tblCaption") is None)
    found += ["a table without a description"] * (look.find(f"{W}tblDescription") is None)
    widths = {len(row.findall(f"{W}tc")) for row in table.iter(f"{W}tr")}
    return found + ["a ragged table"] * (len(widths) > 1)


def _trust_faults(trees: dict[str, etree._Element]) -> list[str]:
    found = []
    for name, tree in trees.items():
        fields = [field.text for field in tree.iter(f"{W}instrText")]
        wanted = ["PAGE", "NUMPAGES"] if name == "word/footer.xml" else []
        found += [f"fields in {name}: {fields}"] * (fields != wanted)
        found += [
            f"{tag} in {name}"
            for tag in ("fldSimple", "updateFields", "hyperlink")
            if tree.find(f".//{W}{tag}") is not None
        ]
        found += [f"{name} points outside" for each in tree if each.get("TargetMode") == "External"]
    return found


def calendar_faults(made: bytes, *, must_not_hold: tuple[str, ...] = ()) -> list[str]:
    """Give what is wrong with an invitation: its lines, its guests, and any name that it tells."""
    lines = made.split(b"\r\n")
    text = made.replace(b"\r\n ", b"").decode()
    guests = re.findall(r"^ATTENDEE.*", text, re.M)
    wanted = 0 if "\r\nMETHOD:PUBLISH\r\n" in text else 1
    found = ["a line that does not end in CRLF"] * any(b"\n" in line or b"\r" in line for line in lines)
    found += ["a line of more than 75 octets"] * any(len(line) > 75 for line in lines)
    found += ["a control character"] * bool(re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text))
    found += [f"{len(guests)} guests"] * (len(guests) != wanted)
    found += ["more than one event"] * (text.count("BEGIN:VEVENT") != 1)
    found += ["not private"] * ("\r\nCLASS:PRIVATE\r\n" not in text)
    found += [f"unreadable: {broken}" for event in Calendar.from_ical(made).walk() for broken in event.errors]
    return found + [f"it tells {name}" for name in must_not_hold if name.lower() in text.lower()]


def utc(moment: datetime) -> datetime:
    """Give the same moment in UTC."""
    return moment.astimezone(UTC)


def squeezed(text: str) -> str:
    """Give the text with each stretch of white space as one space."""
    return " ".join(text.split())


def read_by_pandoc(document: bytes) -> str:
    """Give the text that pandoc finds in a Word file; the test is skipped where there is no pandoc."""
    if not shutil.which("pandoc"):
        pytest.skip("pandoc is not installed, so there is no second reader for the document")
    command = ["pandoc", "-s", "-f", "docx", "-t", "html", "--wrap=none"]
    read = subprocess.run(command, input=document, capture_output=True, check=True, timeout=60)
    return squeezed(html.unescape(re.sub(r"<[^>]*>", " ", read.stdout.decode())))


def read_by_office(document: bytes, folder: Path) -> str:
    """Give the text that LibreOffice finds in a Word file; the test is skipped where there is no LibreOffice."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed, so there is no office program to open the document")
    (folder / "document.docx").write_bytes(document)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    to_text = ["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder)]
    subprocess.run(
        ["soffice", profile, *to_text, str(folder / "document.docx")], capture_output=True, check=True, timeout=180
    )
    return squeezed((folder / "document.txt").read_text("utf-8-sig"))
