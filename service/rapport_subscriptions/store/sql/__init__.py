"""The store in SQLite or PostgreSQL, with SQLAlchemy Core."""
