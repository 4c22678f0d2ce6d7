"""The pages as Django knows them."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, styles and the words of the pages."""

    name = "xiehuan.web"
    label = "web"
