"""The empty document that every Word file begins as, and the checks that would find a fault in it."""

from io import BytesIO

import docx
import pytest
from lxml import etree

from exports.base import BASE, make_base, pack
from exports.minutes import minutes
from tests.exports.checking import W, parts_of, word_faults
from tests.exports.scene import BOARD


def test_the_file_in_the_repository_is_what_the_script_makes():
    assert BASE.read_bytes() == make_base()


def test_it_is_a4_in_arial_12_danish_and_in_words_present_mode():
    parts = parts_of(make_base())
    assert {style.name for style in docx.Document(BytesIO(make_base())).styles} >= {
        *("Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "Quote", "Table Grid", "Header", "Footer")
    }
    assert b'w:pgSz w:w="11906" w:h="16838"' in parts["word/document.xml"]
    assert b'w:ascii="Arial"' in parts["word/styles.xml"]
    assert b'<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="da-DK"' in parts["word/styles.xml"]
    assert (
        b'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
        in parts["word/settings.xml"]
    )
    assert [name for name in parts if "thumbnail" in name or "stylesWithEffects" in name] == []


def damaged(part: str, old: str, new: str) -> bytes:
    parts = parts_of(minutes(BOARD))
    assert old.encode() in parts[part]
    return pack({**parts, part: parts[part].replace(old.encode(), new.encode(), 1)}, squeeze=True)


FAULTS = {
    "a table without a header row": ("word/document.xml", "<w:tblHeader/>", ""),
    "style Heading1 is unknown": ("word/styles.xml", 'w:styleId="Heading1"', 'w:styleId="Fake"'),
    "not Danish": ("word/styles.xml", 'w:lang w:val="da-DK"', 'w:lang w:val="en-US"'),
    "no title": ("docProps/core.xml", "</dc:title>", "</dc:title><dc:title/>"),
    "fields in word/document.xml: ['DATE']": ("word/document.xml", "<w:t ", "<w:instrText>DATE</w:instrText><w:t "),
    "word/_rels/document.xml.rels points outside": (
        "word/_rels/document.xml.rels",
        "<Relationship ",
        '<Relationship TargetMode="External" ',
    ),
    "updateFields in word/settings.xml": ("word/settings.xml", "<w:zoom", "<w:updateFields/><w:zoom"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_finds_a_planted_fault(fault):
    assert fault in word_faults(damaged(*FAULTS[fault]))


def test_the_table_of_a_document_has_its_measures():
    table = etree.fromstring(parts_of(minutes(BOARD))["word/document.xml"]).find(f".//{W}tbl")
    assert table is not None
    assert sum(int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")) <= 9638
