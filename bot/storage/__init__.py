"""Storage: the database as SQLAlchemy sees it, over a SQLite file or PostgreSQL."""
