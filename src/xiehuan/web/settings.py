"""Settings of the pages, on top of those of the tables. Whose home is open and who may look stands in `desk`."""

from __future__ import annotations

import secrets

from xiehuan.store.settings import DATABASES, DEFAULT_AUTO_FIELD, TIME_ZONE, USE_TZ

__all__ = ["DATABASES", "DEFAULT_AUTO_FIELD", "TIME_ZONE", "USE_TZ"]

DEBUG = False
SECRET_KEY = secrets.token_hex(32)  # nothing that outlives the process is signed with it
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "xiehuan.web.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "xiehuan.store", "xiehuan.web"]
MIDDLEWARE = [
    "xiehuan.web.guard.guard",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "xiehuan.web.refusals.explain",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["xiehuan.web.around.around"],
            "builtins": ["xiehuan.web.templatetags.words"],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_HANDLERS = ["xiehuan.web.uploads.IntoHome"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 200
USE_I18N = False  # Chinese and English stand side by side in the templates (docs/adr/0010)
LOGGING_CONFIG = None
