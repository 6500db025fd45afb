"""The house stays clean: who imports whom, what is vendored, what a page may hold, and how large things are."""

import gzip
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("store", "accounts", "families", "meetings", "boards", "keeping", "exports", "templates", "web")
# A file that stands alone carries its style inside.
ALONE = (ROOT / "templates/families/fridge_file.html", ROOT / "templates/keeping/about_file.html")
TEMPLATES = sorted(file for file in (ROOT / "templates").rglob("*.html") if file not in ALONE)


def linted(*arguments: str) -> str:
    """Run the import contracts and give what they print."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def test_imports_point_one_way() -> None:
    assert "0 broken" in linted()


def test_the_import_contracts_catch_a_room_that_looks_up(tmp_path: Path) -> None:
    """A planted fault: a domain room that imports the web."""
    planted = ROOT / "store" / "planted_fault.py"
    planted.write_text("import web.settings\n")
    try:
        assert "1 broken" in linted()
    finally:
        planted.unlink()


def test_what_is_vendored_is_what_was_vendored() -> None:
    listed = re.findall(
        r"^\| (\S+) \| .* \| ([0-9a-f]{64}) \|$", (ROOT / "web/static/vendor/VENDORED.md").read_text(), re.M
    )
    carried = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "web/static/vendor").glob("*")
        if path.suffix in (".js", ".woff2")
    }
    assert {name for name, _ in listed} >= carried
    assert {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name, _ in listed} == dict(listed)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_holds_no_style_no_script_and_no_address_of_others(file: Path) -> None:
    text = file.read_text()
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?! src=)|javascript:|https?://(?!\{)", text) == []


def test_the_stylesheet_is_small_and_knows_no_left_and_right() -> None:
    sheet = (ROOT / "web/static/app.css").read_bytes()
    assert len(gzip.compress(sheet)) <= 11_000
    assert re.findall(rb"(?:margin|padding|border|inset)-(?:left|right)|text-align:(?:left|right)|float:", sheet) == []


def test_every_file_is_a_page_and_not_a_chapter() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "versions" not in file.parts]
    assert [
        f"{file.relative_to(ROOT)} {count}" for file in files if (count := len(file.read_text().splitlines())) > 280
    ] == []


def test_no_text_in_the_repository_names_a_registry_or_a_path_of_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    words = re.compile("py" + r"pi\.org|registry\.np" + r"mjs|deb\.deb" + r"ian\.org|/ro" + r"ot/|/wo" + "rk/")
    readable = (name for name in tracked if not name.endswith((".woff2", ".png", ".docx", ".min.js")))
    assert [
        name for name in readable if (ROOT / name).exists() and words.search((ROOT / name).read_text(errors="replace"))
    ] == []
