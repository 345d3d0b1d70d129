"""Alembic's scripts; db/engine.py runs them, no alembic.ini is needed."""
