"""The store in SQLite or PostgreSQL, by SQLAlchemy Core."""

from rapport_subscriptions.sql_store.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
