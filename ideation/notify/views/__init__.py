"""The pages of Notify."""

from flask import Blueprint

from ideation.notify.views import own, stopping
from ideation.notify.views.blueprint import blueprint

__all__ = ["own", "stopping"]

blueprints: tuple[Blueprint, ...] = (blueprint,)
