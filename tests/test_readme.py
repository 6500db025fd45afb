"""README and code stay together: what it names is there, and what is there is named."""

import importlib
import re
from pathlib import Path

import pytest

from web.__main__ import parser
from web.settings import NAMES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_every_room_is_on_the_map() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"tests"}
    assert {room for room in rooms if f"| `{room}/` |" not in README} == set()


def test_every_command_is_explained_and_no_other() -> None:
    commands = set(next(action.choices for action in parser()._actions if action.choices))
    assert set(re.findall(r"^\| `tavlen ([a-z-]+)", README, re.M)) == commands


def test_every_setting_is_explained_and_no_other() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.M)) == set(NAMES)


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`((?:web|boards|meetings|families|accounts|exports)\.[\w.]+)`", README)))
)
def test_what_the_flows_name_is_in_the_code(name: str) -> None:
    """Each is a module with the thing in it, the longest module first."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return
    pytest.fail(f"{name} is not there")


@pytest.mark.parametrize(
    "file", sorted(set(re.findall(r"`((?:web|boards|templates|exports|docs)/[\w./-]+\.\w+)`", README)))
)
def test_the_files_of_the_tour_are_there(file: str) -> None:
    assert (ROOT / file).exists()


def test_the_two_commands_stand_at_the_top() -> None:
    assert README.index("make demo") < README.index("make test") < README.index("## Commands")
