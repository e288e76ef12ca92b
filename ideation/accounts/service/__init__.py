"""What accounts can do: sign-in sessions, profile, personal data, people of an agency."""

from ideation.accounts.service.demo import (
    DEMO_PASSWORD,
    add_demo_account,
    demo_accounts,
    demo_accounts_exist,
    demo_code,
    demo_code_of,
)
from ideation.accounts.service.people import (
    Member,
    Offer,
    People,
    accept_invitation,
    find_invitation,
    invite,
    invite_by_command,
    is_for,
    people_of,
    resend_invitation,
    withdraw_invitation,
)
from ideation.accounts.service.profile import close_account, export_data, update_profile
from ideation.accounts.service.roles import change_role, end_role, reset_second_factor
from ideation.accounts.service.sessions import (
    begin_session,
    close_sessions,
    continue_session,
    end_other_sessions,
    end_session,
    end_session_of,
    is_token_of,
    list_sessions,
)

__all__ = [
    "DEMO_PASSWORD",
    "Member",
    "Offer",
    "People",
    "accept_invitation",
    "add_demo_account",
    "begin_session",
    "change_role",
    "close_account",
    "close_sessions",
    "continue_session",
    "demo_accounts",
    "demo_accounts_exist",
    "demo_code",
    "demo_code_of",
    "end_other_sessions",
    "end_role",
    "end_session",
    "end_session_of",
    "export_data",
    "find_invitation",
    "invite",
    "invite_by_command",
    "is_for",
    "is_token_of",
    "list_sessions",
    "people_of",
    "resend_invitation",
    "reset_second_factor",
    "update_profile",
    "withdraw_invitation",
]
