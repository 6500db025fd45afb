"""A meeting at a real server, and real browsers in front of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.house import House
from tests.cast import Cast
from tests.live.conftest import on_sqlcipher

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
Gathered = tuple[Path, Cast]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and run them last: the browser's event loop stays open while it lives."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    items[:] = [item for item in items if item not in set(ours)] + ours


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the one Chromium that all tests of this folder share; skips with a sentence when there is none."""
    if not CHROMIUM.exists():
        pytest.skip(f"There is no Chromium at {CHROMIUM}: the tests in real browsers are skipped.")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@contextmanager
def house_on(browser: Browser, gathered: Gathered, folder: Path, **more: str) -> Iterator[House]:
    """Open the meeting at a server of its own, with its door open."""
    with on_sqlcipher(gathered, folder, **more) as scene:
        house = House(browser, scene)
        house.open_door()
        yield house
        house.close()


@pytest.fixture(scope="module")
def shared(browser: Browser, gathered: Gathered, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give the second meeting of the family Bro Madsen at a server that the tests of one file share."""
    with house_on(browser, gathered, tmp_path_factory.mktemp("browser") / "store", HEARTBEAT="2") as found:
        yield found


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """Give the shared meeting; whoever came in this test goes home after it, and nothing may have gone wrong."""
    yield shared
    shared.everybody_goes_home()


@pytest.fixture
def own_house(browser: Browser, gathered: Gathered, tmp_path: Path) -> Iterator[House]:
    """Give the meeting at a server of this test's own, which it may close, stop, kill or start again."""
    with house_on(browser, gathered, tmp_path / "store") as found:
        yield found
        found.everybody_goes_home()
