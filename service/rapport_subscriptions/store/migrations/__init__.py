"""The schema's history; Alembic runs it from code, so that a wheel can migrate."""
