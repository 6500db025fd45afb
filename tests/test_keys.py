"""The list of keys names every purpose for which the code makes a key, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "keys.md"
ROOMS = ("accounts", "families", "meetings", "boards", "keeping", "store", "web")
MAKERS = ("seal", "unseal", "mark", "key_for", "_cipher")
OTHERS = {"database", "join codes"}  # the file's own key, and the one that `web.app.code_key` makes


def purposes(files: list[Path]) -> set[str]:
    """Give the purposes that calls in these files name, by a text or by a name that their file gives one."""
    found: set[str] = set()
    for tree in (ast.parse(file.read_text()) for file in files):
        names = texts_by_name(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called in MAKERS:
                found |= {text for one in call.keywords if one.arg == "purpose" if (text := said(one.value, names))}
    return found


def texts_by_name(tree: ast.Module) -> dict[str, str]:
    found = {}
    for one in tree.body:
        if isinstance(one, ast.Assign):
            into, value = one.targets[0], one.value
            several = isinstance(into, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = zip(into.elts, value.elts, strict=False) if several else [(into, value)]  # type: ignore[union-attr]
            found |= {name.id: text.value for name, text in pairs if isinstance(name, ast.Name) and is_text(text)}  # type: ignore[attr-defined]
    return found


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def said(node: ast.AST, names: dict[str, str]) -> str:
    return str(node.value) if is_text(node) else names.get(getattr(node, "id", ""), "")  # type: ignore[attr-defined]


def listed(page: str) -> set[str]:
    """Give the purposes of the page's first table."""
    table = page.partition("## Made from the key file")[2].partition("## Made by chance")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def every_file() -> list[Path]:
    return [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]


def test_every_purpose_of_a_key_is_on_the_list_with_its_life_and_nothing_else_is() -> None:
    found = purposes(every_file())
    assert len(found) >= 7
    assert listed(PAGE.read_text()) == found | OTHERS
    rows = re.findall(r"^\| `[^`]+` \|(.*)\|$", PAGE.read_text(), re.MULTILINE)
    assert [row for row in rows if any(not cell.strip() for cell in row.split("|"))] == []


def test_a_new_purpose_and_a_line_too_few_are_missed(tmp_path: Path) -> None:
    """The planted fault."""
    (new := tmp_path / "new.py").write_text('NEW = "new purpose"\nsealing.mark(session, text, purpose=NEW)\n')
    assert purposes([new]) == {"new purpose"}
    page = PAGE.read_text()
    assert listed(page) - listed(page.replace("| `audit` |", "| audit |")) == {"audit"}


def test_a_key_is_made_for_a_purpose_in_no_other_way() -> None:
    """What is made from the key file's bytes is made in these files only."""
    users = {
        file.relative_to(ROOT).as_posix() for file in every_file() if re.search(r"\bread_keys?\(", file.read_text())
    }
    assert users == {
        "store/keyfile.py",
        "store/database.py",
        "web/app.py",
        "web/checkup.py",
        "keeping/rekeying.py",
    }
