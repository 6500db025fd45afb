"""Many databases in one run: what SQLAlchemy compiled for the first of an engine serves them all."""

from sqlalchemy import Engine

from store.database import Store

_first: dict[bool, Engine] = {}


def compiled_once(store: Store) -> Store:
    """Let the database share what was compiled for others of its engine, else each test compiles every statement anew."""
    if store.encrypted not in _first:
        store.engine.connect().close()  # a dialect knows its server from the first connection on
        _first[store.encrypted] = store.engine
    first = _first[store.encrypted]
    for one in (store.engine, *store._modes.values()):
        one.dialect, one._compiled_cache = first.dialect, first._compiled_cache
    store.engine.pool._dialect = first.dialect
    return store
