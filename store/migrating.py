"""Bring a database to the newest tables. Alembic is loaded here only, because it is slow to load."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from store.database import Store

if TYPE_CHECKING:
    from alembic.config import Config

_ONE_AT_A_TIME = 7_238_536  # machines that start together migrate one after the other
_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(store: Store) -> None:
    """Apply every migration that is missing, in one transaction."""
    if current(store) == newest():
        return
    from alembic import command

    config = _config()
    with store.writing() as session:
        config.attributes["connection"] = session.connection()
        if not store.encrypted:
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        command.upgrade(config, "head")


def differences(store: Store) -> list[object]:
    """Give what the tables in the code have that the database lacks, and the other way round; empty when equal."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from store.base import metadata

    with store.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def head() -> str | None:
    """Give the newest migration's name."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def newest() -> str:
    """Give the newest migration's name by its file, without loading Alembic: a start should be quick."""
    return max(file.stem for file in _SCRIPTS.glob("versions/[0-9]*.py")).partition("_")[0]


def current(store: Store) -> str | None:
    """Give the name of the migration that the database stands at, or None for an empty one."""
    from sqlalchemy import inspect

    with store.reading() as session:
        connection = session.connection()
        if not inspect(connection).has_table("alembic_version"):
            return None
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
        return row[0] if row else None


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
