"""Settings of the tables alone, for the command line; the pages have settings of their own that build on these."""

from pathlib import Path

from xiehuan.store.database import sqlite

INSTALLED_APPS = ["xiehuan.store"]
DATABASES = {"default": sqlite(Path(":memory:"), None)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
