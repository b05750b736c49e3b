"""Alembic's entry point: run the requested migrations on the given connection."""

from alembic import context

from rapport_subscriptions.store.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
