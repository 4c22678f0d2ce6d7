"""Django's SQLite backend on SQLCipher: the same database, its file encrypted whole, search index included."""
