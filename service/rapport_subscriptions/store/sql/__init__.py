"""The store in SQLite or PostgreSQL, by SQLAlchemy Core."""
