"""The pages of Trace."""

from flask import Blueprint

from ideation.trace.views import own, pages
from ideation.trace.views.blueprint import blueprint

__all__ = ["own", "pages"]

blueprints: tuple[Blueprint, ...] = (blueprint,)
