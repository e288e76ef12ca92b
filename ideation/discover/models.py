"""Statements and the votes on them, field notes, and needs with their evidence."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.accounts.models import Account
from ideation.core.models import Base, Numbered, words_of
from ideation.core.sectors import Sector
from ideation.diagnose.models import Submission, Theme

LONGEST_STATEMENT = 280
LONGEST_NOTE = 5_000
LONGEST_PLACE = 200
LONGEST_WHO = 200
LONGEST_WHAT = 300
LONGEST_WHY = 1_000
LONGEST_REASON = 1_000


class StatementState(StrEnum):
    """Only approved statements are voted on; a declined one carries the reason."""

    SUGGESTED = "suggested"
    APPROVED = "approved"
    DECLINED = "declined"


class Choice(StrEnum):
    """What a person answers to a statement."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105  A choice, not a secret.


class Method(StrEnum):
    """How officers learned something outside of the platform (O2)."""

    INTERVIEW = "interview"
    OBSERVATION = "observation"
    FOCUS_GROUP = "focus_group"
    VISIT = "visit"


class NeedState(StrEnum):
    """Drafts are seen by the agency's staff only."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Statement(Numbered, Base):
    """One sentence about a theme to agree or disagree with.

    The three counts are kept by the database beside the votes. `suggester` is the name under
    which whoever suggested it also votes, so that a browser without an account finds its own.
    """

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(StatementState)})", name="state"),
        CheckConstraint(f"char_length(text) between 1 and {LONGEST_STATEMENT}", name="length"),
        CheckConstraint("state <> 'declined' or reason <> ''", name="reason"),
        CheckConstraint(
            "agree_count >= 0 and disagree_count >= 0 and pass_count >= 0", name="counts"
        ),
        UniqueConstraint("theme_id", "submit_key", name="uq_statement_theme_submit_key"),
        Index("ix_statement_theme_state", "theme_id", "state"),
    )

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    text: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="suggested")
    submit_key: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    suggester: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    agree_count: Mapped[int] = mapped_column(server_default="0")
    disagree_count: Mapped[int] = mapped_column(server_default="0")
    pass_count: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]

    theme: Mapped[Theme] = relationship()

    @property
    def vote_count(self) -> int:
        """How many people have answered."""
        return self.agree_count + self.disagree_count + self.pass_count


class StatementVote(Numbered, Base):
    """One person's answer to a statement: an account's, or a browser's known by a random key."""

    __tablename__ = "statement_vote"
    __table_args__ = (
        CheckConstraint(f"choice in ({words_of(Choice)})", name="choice"),
        CheckConstraint(f"sector in ({words_of(Sector)})", name="sector"),
        UniqueConstraint("statement_id", "voter", name="uq_statement_vote_statement_voter"),
        Index("ix_statement_vote_voter", "voter"),
    )

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    voter: Mapped[str]
    choice: Mapped[str]
    sector: Mapped[str | None]
    cast_at: Mapped[datetime]


class FieldNote(Numbered, Base):
    """What officers heard or saw away from the platform: informal research, kept beside it (O2)."""

    __tablename__ = "field_note"
    __table_args__ = (
        CheckConstraint(f"method in ({words_of(Method)})", name="method"),
        CheckConstraint(f"char_length(text) between 1 and {LONGEST_NOTE}", name="length"),
        CheckConstraint(f"char_length(place) <= {LONGEST_PLACE}", name="place_length"),
        CheckConstraint("participants is null or participants > 0", name="participants"),
        UniqueConstraint("theme_id", "submit_key", name="uq_field_note_theme_submit_key"),
    )

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    submit_key: Mapped[str]
    method: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(server_default="")
    participants: Mapped[int | None]
    text: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    theme: Mapped[Theme] = relationship()
    author: Mapped[Account | None] = relationship()


def title_of(who: str, what: str) -> str:
    """Return who needs what in one line that reads alike in every language."""
    return f"{who}: {what}"


class Need(Numbered, Base):
    """A finding of Discover: who needs what, and why."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(NeedState)})", name="state"),
        CheckConstraint("who <> '' and what <> '' and why <> ''", name="words"),
        CheckConstraint(
            f"char_length(who) <= {LONGEST_WHO} and char_length(what) <= {LONGEST_WHAT} "
            f"and char_length(why) <= {LONGEST_WHY}",
            name="length",
        ),
        CheckConstraint("(state = 'published') = (published_at is not null)", name="published"),
        UniqueConstraint("theme_id", "submit_key", name="uq_need_theme_submit_key"),
    )

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    submit_key: Mapped[str]
    who: Mapped[str]
    what: Mapped[str]
    why: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="draft")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    theme: Mapped[Theme] = relationship()
    written_by: Mapped[Account | None] = relationship()
    evidence: Mapped[list["NeedEvidence"]] = relationship(
        order_by="NeedEvidence.id", cascade="all, delete-orphan"
    )

    @property
    def title(self) -> str:
        """Who needs what, in one line."""
        return title_of(self.who, self.what)


class NeedEvidence(Numbered, Base):
    """What proves a need: one submission, one statement, or one field note."""

    __tablename__ = "need_evidence"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(submission_id, statement_id, field_note_id) = 1", name="one_kind"
        ),
        UniqueConstraint("need_id", "submission_id", name="uq_need_evidence_submission"),
        UniqueConstraint("need_id", "statement_id", name="uq_need_evidence_statement"),
        UniqueConstraint("need_id", "field_note_id", name="uq_need_evidence_field_note"),
    )

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    field_note_id: Mapped[int | None] = mapped_column(ForeignKey("field_note.id"))

    submission: Mapped[Submission | None] = relationship()
    statement: Mapped[Statement | None] = relationship()
    field_note: Mapped[FieldNote | None] = relationship()
