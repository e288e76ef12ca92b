"""What the roles and kinds of account are called."""

from ideation.accounts.models import Role
from ideation.core.i18n import _l

ROLE_NAMES = {
    Role.CITIZEN: _l("Citizen"),
    Role.BUSINESS: _l("Business or organisation"),
    Role.OFFICER: _l("Officer"),
    Role.EVALUATOR: _l("Evaluator"),
    Role.COMMITTEE_MEMBER: _l("Committee member"),
    Role.COMMITTEE_SECRETARY: _l("Committee secretary"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

ROLE_DUTIES = {
    Role.OFFICER: _l("Opens rounds, works on what people say, answers."),
    Role.EVALUATOR: _l("Assesses ideas."),
    Role.COMMITTEE_MEMBER: _l("Decides on finished proposals."),
    Role.COMMITTEE_SECRETARY: _l("Prepares meetings and keeps the minutes."),
    Role.AUDITOR: _l("Reads everything, changes nothing."),
    Role.ADMINISTRATOR: _l("Invites people, gives roles, and may do what officers do."),
}

KIND_NAMES = {"person": _l("A person"), "organisation": _l("A business or organisation")}
