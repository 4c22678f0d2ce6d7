"""The application as Django knows it."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The tables of a home."""

    name = "xiehuan.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
