"""Accounts, what they may do in which agency, their sessions and invitations."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.core.models import Base, Numbered


class Role(StrEnum):
    """What a person may be within an agency.

    Citizen and business follow from the kind of account; the others are given by an
    administrator of the agency.
    """

    CITIZEN = "citizen"
    BUSINESS = "business"
    OFFICER = "officer"
    EVALUATOR = "evaluator"
    COMMITTEE_MEMBER = "committee_member"
    COMMITTEE_SECRETARY = "committee_secretary"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


STAFF_ROLES = tuple(role for role in Role if role not in (Role.CITIZEN, Role.BUSINESS))
_STAFF_WORDS = ", ".join(f"'{role}'" for role in STAFF_ROLES)


class SecurityRole(Numbered, RoleMixin, Base):
    """Flask-Security's installation-wide role; the product's roles are `Membership`s."""

    __tablename__ = "security_role"

    name: Mapped[str] = mapped_column(unique=True)


class Account(Numbered, UserMixin, Base):
    """A person or an organisation that can sign in."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("kind in ('person', 'organisation')", name="kind"),
        CheckConstraint(
            "(kind = 'organisation') = (organisation_name is not null)", name="organisation"
        ),
        CheckConstraint("language in ('th', 'en')", name="language"),
        Index("uq_account_email_lower", func.lower(text("email")), unique=True),
    )

    email: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default="true")
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None]
    display_name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="person")
    organisation_name: Mapped[str | None]
    language: Mapped[str] = mapped_column(server_default="th")
    create_datetime: Mapped[datetime] = mapped_column(server_default=func.now())
    update_datetime: Mapped[datetime] = mapped_column(
        server_default=func.now(), onupdate=func.now()
    )

    memberships: Mapped[list["Membership"]] = relationship(
        primaryjoin="and_(Account.id == Membership.account_id, Membership.ended_at.is_(None))",
        viewonly=True,
    )

    @property
    def roles(self) -> list[Any]:
        """Flask-Security's installation-wide roles: none, every role is within an agency."""
        return []

    @property
    def is_staff(self) -> bool:
        """Whether this account holds a role in any agency."""
        return bool(self.memberships)

    @property
    def has_second_factor(self) -> bool:
        """Whether an authenticator app is set up."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Tell Flask-Security whether a sign-in needs the second factor: staff always do."""
        required, methods = super().check_tf_required(tf_setup_methods, tf_fresh)
        return required or self.is_staff, methods

    def check_tf_required_setup(self) -> bool:
        """Tell Flask-Security that staff cannot switch the second factor off."""
        return self.is_staff

    @property
    def public_name(self) -> str:
        """The name that others see: the organisation's, or the person's display name."""
        return self.organisation_name or self.display_name


class Membership(Numbered, Base):
    """A role that an account holds in an agency, for an officer also in which unit."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(f"role in ({_STAFF_WORDS})", name="role"),
        CheckConstraint("unit_id is null or role = 'officer'", name="unit"),
        Index(
            "uq_membership_current",
            "account_id",
            "agency_id",
            "role",
            text("coalesce(unit_id, 0)"),
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


class SignInSession(Numbered, Base):
    """One browser in which an account is signed in; ending it signs that browser out."""

    __tablename__ = "sign_in_session"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Invitation(Numbered, Base):
    """An offer of a role to an e-mail address; the link's token is stored as a hash."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(f"role in ({_STAFF_WORDS})", name="role"),
        CheckConstraint("accepted_at is null or withdrawn_at is null", name="one_end"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
