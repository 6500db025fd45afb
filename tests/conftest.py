"""What every test may ask for: a migrated database of its own, on SQLCipher and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import keeping.tables  # noqa: F401
import store.audit
import store.limits
import store.outbox  # noqa: F401
from store.base import new_id
from store.clock import shifted
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate
from tests import postgres
from tests.cast import Cast, gather
from tests.databases import compiled_once

THE_DAY = datetime(2026, 9, 16, 12, 50, tzinfo=UTC)  # ten minutes before the sample's second meeting
A_MINUTE_BEFORE = THE_DAY - timedelta(minutes=1)
BOTH_ENGINES = ("store", "accounts", "families", "meetings", "boards", "keeping")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of the domain rooms on both engines, and all others that say so; the rest on SQLCipher."""
    if "engine" not in metafunc.fixturenames:
        return
    engines, marked = ["sqlcipher"], metafunc.definition.get_closest_marker
    both = metafunc.definition.path.parent.name in BOTH_ENGINES or marked("both_engines")
    if both and not marked("sqlcipher"):
        engines.append(pytest.param("postgres", marks=pytest.mark.postgres))  # type: ignore[arg-type]
    metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Name the engine that this test runs on."""
    return str(getattr(request, "param", "sqlcipher"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a migrated, empty database and its key, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    make_key(folder / "key")
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key")
    migrate(store)
    store.close()
    return folder


@pytest.fixture(scope="session")
def gathered(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """Give a folder with a database that holds the cast, to be copied."""
    folder = tmp_path_factory.mktemp("gathered") / "store"
    shutil.copytree(migrated, folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(A_MINUTE_BEFORE))
    cast = gather(store)
    store.close()
    return folder, cast


@pytest.fixture(scope="session")
def postgres_server(migrated: Path) -> Iterator[postgres.Server]:
    """Give a real PostgreSQL with a migrated, empty database to copy; skips with a sentence when there is none."""
    found = postgres.programs()
    if found is None:
        pytest.skip(postgres.MISSING)
    with postgres.running(found) as server:
        server.run("CREATE DATABASE migrated")
        store = Store(server.url("migrated"), key_file=migrated / "key")
        migrate(store)
        store.close()
        yield server


@pytest.fixture(scope="session")
def gathered_postgres(postgres_server: postgres.Server, migrated: Path) -> tuple[str, Cast]:
    """Give the name of a database that holds the cast, to be copied."""
    postgres_server.run("CREATE DATABASE gathered TEMPLATE migrated")
    store = Store(postgres_server.url("gathered"), key_file=migrated / "key", clock=shifted(A_MINUTE_BEFORE))
    cast = gather(store)
    store.close()
    return "gathered", cast


@pytest.fixture
def the_store(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give a database of this test's own, with the clock of the sample's second meeting.

    It holds the cast when the test asks for `cast`, and is empty otherwise.
    """
    with_cast = "cast" in request.fixturenames
    if engine == "postgres":
        server = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("gathered_postgres")[0] if with_cast else "migrated"
        (tmp_path / "store").mkdir()
        key = shutil.copy(request.getfixturevalue("migrated") / "key", tmp_path / "store" / "key")
        yield from _on_postgres(server, template, key)
    else:
        folder = request.getfixturevalue("gathered")[0] if with_cast else request.getfixturevalue("migrated")
        yield from _on_sqlcipher(folder, tmp_path / "store")


@pytest.fixture
def cast(the_store: Store, engine: str, request: pytest.FixtureRequest) -> Cast:
    """Give the family Bro Madsen with everybody around it, and their second meeting just opened."""
    found: Cast = request.getfixturevalue("gathered_postgres" if engine == "postgres" else "gathered")[1]
    return found


def _on_sqlcipher(template: Path, folder: Path) -> Iterator[Store]:
    shutil.copytree(template, folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    yield compiled_once(store)
    store.close()


def _on_postgres(server: postgres.Server, template: str, key: Path) -> Iterator[Store]:
    name = f"t{new_id()}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    store = Store(server.url(name), key_file=key, clock=shifted(THE_DAY))
    yield compiled_once(store)
    store.close()
    server.run(f"DROP DATABASE {name}")
