"""The roles that every route is asked as."""

from ideation.accounts.models import Role

STAFF = tuple(role.value for role in Role if role not in (Role.CITIZEN, Role.BUSINESS))
ROLES = ("visitor", "citizen", "business", *STAFF, "outsider")
