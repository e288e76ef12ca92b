"""Pages across rooms."""

from flask import Blueprint

from ideation.site.views import health, navigation, pages, work
from ideation.site.views.blueprint import site

__all__ = ["health", "navigation", "pages", "work"]

blueprints: tuple[Blueprint, ...] = (site,)
