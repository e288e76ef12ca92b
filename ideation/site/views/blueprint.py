"""The blueprint of the pages across rooms."""

from flask import Blueprint

site = Blueprint("site", __name__)
