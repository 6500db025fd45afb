"""Each requirement of OWASP ASVS 5.0, levels 1 and 2, has a line: the test that shows it, or why not."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHEET = ROOT / "docs" / "asvs.csv"
STATES = ("held", "not held", "does not apply")
LEVELS = {"1": 70, "2": 183}  # how many requirements the standard has
# chapter.section -> how many requirements of levels 1 and 2 it has, counted in the standard
SECTIONS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4},
    **{"3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3},
    **{"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5},
    **{"7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4},
    **{"10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1},
    **{"12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3},
    **{"15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4},
    **{"17.3": 2},
}
Row = dict[str, str]


def rows() -> list[Row]:
    with SHEET.open(newline="") as file:
        return list(csv.DictReader(file))


def missing(sheet: list[Row]) -> dict[str, int]:
    """Give section -> how many of its lines the sheet has, where that is not what the standard has."""
    found: dict[str, int] = {}
    for requirement in {row["requirement"] for row in sheet}:
        section = requirement.rpartition(".")[0]
        found[section] = found.get(section, 0) + 1
    return {section: found.get(section, 0) for section in SECTIONS if found.get(section, 0) != SECTIONS[section]}


@cache
def named_in(file: Path) -> frozenset[str]:
    """Give the names of the tests of a file."""
    return frozenset(node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef))


def is_there(shown_by: str) -> bool:
    """Say whether a file is there, and the test in it when one is named."""
    name, _, test = shown_by.partition("::")
    file = ROOT / name
    return file.exists() and (not test or test in named_in(file))


def test_no_requirement_is_missing() -> None:
    sheet = rows()
    assert missing(sheet) == {}
    assert {level: sum(row["level"] == level for row in sheet) for level in LEVELS} == LEVELS
    assert len(sheet) == sum(LEVELS.values()) == sum(SECTIONS.values())


def test_a_missing_line_is_found() -> None:
    """A planted fault: a sheet without one of its lines."""
    assert missing(rows()[1:]) != {}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["requirement"])
def test_each_line_names_a_test_that_is_there_or_says_why_not(row: Row) -> None:
    assert row["state"] in STATES
    if row["state"] == "held":
        shown = row["shown by"].split()
        assert [one for one in shown if not is_there(one)] == []
        assert any(one.startswith("tests/") or one == "SECURITY.md" for one in shown)
    else:
        assert row["shown by"] == ""
        assert len(row["why not"]) >= 15


def test_what_is_not_there_would_be_found() -> None:
    """A planted fault: a file and a test that nobody wrote."""
    assert not is_there("tests/test_nothing.py")
    assert not is_there("tests/test_asvs.py::test_nothing")
    assert is_there("tests/test_asvs.py::test_no_requirement_is_missing")


def test_the_page_on_security_names_tests_that_are_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "SECURITY.md").read_text()))
    assert [one for one in sorted(named) if not is_there(one)] == []
    assert len(named) >= 15
