"""Alembic's entry: runs on the connection that `store.migrating` hands over."""

from alembic import context

from store.base import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
