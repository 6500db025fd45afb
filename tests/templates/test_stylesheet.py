"""The stylesheet and the templates know the same classes, and the stylesheet stays one that a phone reads at once."""

import gzip
import re
from pathlib import Path

ROOM = Path(__file__).parents[2]
SHEET = ROOM / "web" / "static" / "app.css"
PLACES = (("templates", "*.html"), ("templates", "*.py"), ("web/static", "*.js"))
LARGEST, LARGEST_ZIPPED = 42_000, 9_800  # bytes


def styled(css: str) -> set[str]:
    """Give the classes that a stylesheet's selectors name."""
    selectors = re.sub(r"\{[^{}]*\}", "{}", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", css, flags=re.S))
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))


def words() -> set[str]:
    """Give every word of the templates, of what they import, and of our scripts."""
    files = [file for place, kind in PLACES for file in (ROOM / place).rglob(kind) if "vendor" not in file.parts]
    return {word for file in files for word in re.findall(r"[a-z][\w-]*", file.read_text())}


def given(html: str) -> set[str]:
    """Give the classes that a template gives in so many words, also those between its conditions."""
    inside = " ".join(re.findall(r'class="([^"]*)"', html))
    return {word for word in re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", inside).split() if word.isascii()}


def test_no_rule_is_for_a_class_that_nobody_gives() -> None:
    assert sorted(styled(SHEET.read_text()) - words()) == []


def test_no_template_gives_a_class_that_has_no_rule() -> None:
    css = styled(SHEET.read_text())
    found = {
        (file.relative_to(ROOM / "templates").as_posix(), one)
        for file in (ROOM / "templates").rglob("*.html")
        for one in given(file.read_text()) - css
    }
    assert found == set()


def test_the_stylesheet_stays_small() -> None:
    raw = SHEET.read_bytes()
    assert (len(raw) < LARGEST, len(gzip.compress(raw)) < LARGEST_ZIPPED) == (True, True)


def test_the_check_sees_what_is_planted() -> None:
    """One class without a page, one without a rule, and one inside a condition."""
    assert styled("/* .gone */ .kept:not(.other){background:url(a.png)}\n.nobody-gives{}") - {"kept", "other"} == {
        "nobody-gives"
    }
    assert given("""<p class="plain has-no-rule{{ ' ended' if a }}{% if b %} opened{% endif %}">""") == {
        "plain",
        "has-no-rule",
        "opened",
    }
