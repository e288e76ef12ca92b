"""Pages of accounts and of the people of an agency."""

from flask import Blueprint

from ideation.accounts import policy
from ideation.accounts.views import own, people
from ideation.accounts.words import ROLE_DUTIES, ROLE_NAMES

pages = Blueprint("accounts", __name__)
own.add_to(pages)
people.add_to(pages)
pages.add_app_template_global(policy.has_role, "has_role")
pages.add_app_template_global(policy.is_runner, "is_runner")
pages.add_app_template_global(ROLE_NAMES, "role_names")
pages.add_app_template_global(ROLE_DUTIES, "role_duties")

blueprints: tuple[Blueprint, ...] = (pages,)
