"""What every act on the theme board shares: the lock, the stale-page check, the way back."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import select

from ideation.core import events, machines
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.machines import Transition
from ideation.core.registry import registry
from ideation.diagnose.models import Submission, Theme, ThemeEdit, ThemeMember
from ideation.diagnose.policy import themes as policy
from ideation.diagnose.service import placing, seconds
from ideation.diagnose.states import THEME
from ideation.extensions import db
from ideation.rounds.models import Round

# What officers may change of a theme, and an undo puts back.
FIELDS: Final = (
    "label",
    "label_by_officer",
    "state",
    "locked",
    "edited",
    "merged_into_id",
    "reason",
    "decided_at",
    "decided_by_id",
    "answer",
    "answered_at",
    "unit_id",
    "due_on",
)
_TIMES: Final = ("decided_at", "answered_at")


class Act:
    """One act of an officer in the making, in one transaction.

    Whatever an act is about to change, it first hands to `read`, `touch_members`, `touch_seconds`
    or `touch_bars`, which keep how it was; `finish` writes the edit, the event and commits, and
    `step` does so for an act that brings the theme into its next state. An act that refuses what
    was typed does so before it changes anything, so that the page can be shown again from the same
    session.

    Args:
        theme_id: the theme that the act is about.
        actor: who acts.
        now: the present moment.
        seen: `version` of the theme as the officer's page showed it; None to skip the check.

    Raises:
        NotFound: no such theme, or it was merged into another.
        SignInNeeded, NotAllowed: the person may not work on this round's themes.
        Conflict: the theme has changed since the page was made.
    """

    def __init__(
        self, theme_id: int, *, actor: Any, now: datetime, seen: str | None = None
    ) -> None:
        found = db.session.get(Theme, theme_id)
        if found is None:
            raise _no_theme()
        policy.require_work(actor, found.round)
        placing.lock_round(found.round_id)
        self.actor = actor
        self.now = now
        self.round: Round = found.round
        self.before: dict[str, Any] = {
            "themes": {},
            "members": [],
            "second_texts": [],
            "seconds": [],
            "bars": [],
            "lifted": [],
            "made": [],
        }
        self.theme = self.read(theme_id)
        if seen is not None and seen != version(self.theme):
            raise Conflict(
                _l("The theme has changed since you opened it. Look at it as it is now, then act.")
            )

    def read(self, theme_id: int) -> Theme:
        """Return a living theme of the round as it is under the lock, and keep how it was."""
        theme = db.session.scalar(
            select(Theme)
            .where(
                Theme.id == theme_id,
                Theme.round_id == self.round.id,
                Theme.merged_into_id.is_(None),
            )
            .execution_options(populate_existing=True)
        )
        if theme is None:
            raise _no_theme()
        self.before["themes"].setdefault(str(theme.id), snapshot(theme))
        return theme

    def add_theme(self, label: str) -> Theme:
        """Make a theme by an officer's hand."""
        theme = Theme(
            round_id=self.round.id,
            label=label,
            label_by_officer=True,
            edited=True,
            keywords=[],
            central_ids=[],
            created_at=self.now,
            updated_at=self.now,
        )
        placing.index(theme)
        db.session.add(theme)
        db.session.flush()
        self.before["made"].append(theme.id)
        return theme

    def touch_members(self, submission_ids: Sequence[int]) -> None:
        """Keep where submissions are now, and what else they touch on."""
        rows = db.session.execute(
            select(
                ThemeMember.submission_id,
                ThemeMember.theme_id,
                ThemeMember.score,
                ThemeMember.source,
                ThemeMember.pinned,
            ).where(
                ThemeMember.is_primary, placing.is_in(ThemeMember.submission_id, submission_ids)
            )
        )
        self.before["members"].extend([list(row) for row in rows])
        self.touch_seconds(submission_ids)

    def touch_seconds(self, submission_ids: Sequence[int]) -> None:
        """Keep the second themes of submissions."""
        self.before["second_texts"].extend(submission_ids)
        self.before["seconds"].extend(seconds.of(submission_ids))

    def touch_bars(self, kind: str, theme_id: int, submission_ids: Iterable[int]) -> None:
        """Keep which bars this act made (`bars`) or took away (`lifted`)."""
        self.before[kind].extend([theme_id, submission_id] for submission_id in submission_ids)

    def members_among(self, submission_ids: Sequence[int]) -> list[int]:
        """Return those of the submissions that are in the theme, in the order of their ids.

        Raises:
            InvalidInput: none of them is.
        """
        found = db.session.scalars(
            select(ThemeMember.submission_id)
            .join(Submission, Submission.id == ThemeMember.submission_id)
            .where(
                ThemeMember.theme_id == self.theme.id,
                ThemeMember.is_primary,
                Submission.withdrawn_at.is_(None),
                placing.is_in(ThemeMember.submission_id, submission_ids),
            )
            .order_by(ThemeMember.submission_id)
        ).all()
        if not found:
            raise InvalidInput(_l("Choose at least one voice of this theme."), field="submissions")
        return list(found)

    def finish(self, verb: str, *, summary: dict[str, Any], text: str = "") -> ThemeEdit:
        """Write the edit, the event and its news if people hear of such acts, and commit.

        Args:
            verb: what was done, such as `renamed`.
            summary: words and numbers for the history; no personal data.
            text: what the news quote, such as an answer.
        """
        edit = self._write(verb, summary)
        event = f"theme.{verb}"
        events.record(
            db.session,
            event,
            self.theme,
            now=self.now,
            actor=self.actor,
            role="officer",
            agency_id=self.round.agency_id,
            **self._data(edit),
        )
        registry.announce(
            event,
            self.theme,
            title=self.theme.label,
            text=text,
            now=self.now,
            actor=self.actor,
            agency_id=self.round.agency_id,
        )
        db.session.commit()
        return edit

    def step(self, way: Transition, *, reason: str) -> ThemeEdit:
        """Bring the theme into its next state, with edit, event and news, and commit.

        Args:
            way: the way out of the theme's state.
            reason: what the public reads; empty where none is given.
        """
        # Before the theme changes: its row may hold no half of a decision.
        edit = self._write(way.event.removeprefix("theme."), {"state": way.target})
        self.theme.reason = reason
        self.theme.decided_at = self.now if way.reason else None
        self.theme.decided_by_id = self.actor.id if way.reason else None
        machines.take(
            db.session,
            THEME,
            way.act,
            self.theme,
            now=self.now,
            actor=self.actor,
            role="officer",
            agency_id=self.round.agency_id,
            title=self.theme.label,
            text=reason,
            data=self._data(edit),
        )
        db.session.commit()
        return edit

    def _write(self, verb: str, summary: dict[str, Any]) -> ThemeEdit:
        """Write what an undo needs."""
        theme_ids = [*(int(theme_id) for theme_id in self.before["themes"]), *self.before["made"]]
        for theme_id in theme_ids:
            db.session.get_one(Theme, theme_id).updated_at = self.now
        edit = ThemeEdit(
            round_id=self.round.id,
            verb=verb,
            theme_ids=theme_ids,
            summary=summary,
            before=self.before,
            actor_id=self.actor.id,
            at=self.now,
        )
        db.session.add(edit)
        db.session.flush()
        return edit

    def _data(self, edit: ThemeEdit) -> dict[str, Any]:
        return {"round": self.round.id, "edit": edit.id, "themes": edit.theme_ids}


def version(theme: Theme) -> str:
    """Return what a form carries so that an act on an old page is noticed."""
    return theme.updated_at.astimezone(UTC).isoformat()


def snapshot(theme: Theme) -> dict[str, Any]:
    """Return a theme's fields as JSON keeps them."""
    return {field: _plain(getattr(theme, field)) for field in FIELDS}


def restore(theme: Theme, fields: dict[str, Any]) -> None:
    """Give a theme its fields back."""
    for field, value in fields.items():
        setattr(theme, field, _rich(field, value))
    placing.index(theme)


def put_back(members: Sequence[Sequence[Any]], *, now: datetime) -> None:
    """Give submissions the membership they had, as kept by `touch_members`."""
    kinds: dict[tuple[str, bool], list[Sequence[Any]]] = {}
    for member in members:
        kinds.setdefault((member[3], member[4]), []).append(member)
    for (source, pinned), rows in kinds.items():
        placing.place(
            [row[0] for row in rows],
            [row[1] for row in rows],
            [row[2] for row in rows],
            now=now,
            source=source,
            pinned=pinned,
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _rich(field: str, value: Any) -> Any:
    if value is None:
        return None
    if field in _TIMES:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if field == "due_on" else value


def _no_theme() -> NotFound:
    return NotFound(_l("There is no such theme, or it was merged into another one."))
