"""The form of a challenge, with a row for each criterion."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wtforms import (
    DateTimeLocalField,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Optional

from ideation.core import ids
from ideation.core.clock import THAILAND
from ideation.core.errors import DomainError
from ideation.core.forms import Form, options, tidy
from ideation.core.i18n import _l
from ideation.develop.service.challenges import MOST_CRITERIA, ChallengeDraft, Desk

TIME_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
FIRST_ROWS = 3
SAVE, PREVIEW, ADD_ROW = "save", "preview", "add-row"
_CRITERION = re.compile(r"criterion_(\d+)_(name|description)")


class ChallengeForm(Form):
    """A challenge; the rows for criteria are added by `challenge_form`."""

    rows = 0

    submit_token = HiddenField(default=ids.new_token)
    version = HiddenField()
    criterion_rows = HiddenField()
    title = StringField(
        _l("The question"),
        filters=[tidy],
        validators=[InputRequired(_l("Write the question."))],
        description=_l("Begin with “How might we…”, in words that everybody knows."),
    )
    body = TextAreaField(
        _l("What we seek, and what limits there are"),
        validators=[InputRequired(_l("Say what kind of ideas you seek."))],
        description=_l("Markdown may be used."),
    )
    needs = SelectMultipleField(
        _l("Needs it is meant to meet"),
        coerce=int,
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    opens_at = DateTimeLocalField(
        _l("Ideas are taken from"),
        format=list(TIME_FORMATS),
        validators=[InputRequired(_l("Enter the day and time."))],
    )
    closes_at = DateTimeLocalField(
        _l("Ideas are taken until"),
        format=list(TIME_FORMATS),
        validators=[InputRequired(_l("Enter the day and time."))],
    )

    def criterion_fields(self) -> list[tuple[Any, Any]]:
        """Return the controls of each criterion row: name, description."""
        return [
            (self[f"criterion_{row}_name"], self[f"criterion_{row}_description"])
            for row in range(self.rows)
        ]

    def show(self, error: DomainError) -> None:
        """Show what the service refused; it counts the filled rows, the form counts all."""
        found = _CRITERION.fullmatch(error.field or "")
        if found:
            row = self._filled()[int(found[1])] if self._filled() else 0
            error.field = f"criterion_{row}_{found[2]}"
        super().show(error)

    def _filled(self) -> list[int]:
        return [
            row
            for row, (name, description) in enumerate(self.criterion_fields())
            if name.data or description.data
        ]

    def content(self) -> ChallengeDraft:
        """Return what was typed, as the service takes it; call only after `validate`."""
        return ChallengeDraft(
            title=self.title.data,
            body=self.body.data,
            opens_at=_to_utc(self.opens_at.data),
            closes_at=_to_utc(self.closes_at.data),
            criteria=tuple(self._criterion(row) for row in self._filled()),
            need_ids=tuple(self.needs.data or ()),
        )

    def _criterion(self, row: int) -> tuple[str, str]:
        name, description = self.criterion_fields()[row]
        return name.data or "", description.data or ""


@dataclass(frozen=True)
class _Stored:
    """What the form of an existing challenge begins with."""

    values: dict[str, Any]
    rows: int


def challenge_form(desk: Desk, sent: Mapping[str, str]) -> ChallengeForm:
    """Make the form of a new or an existing challenge, with as many rows as are asked for.

    Args:
        desk: the theme, and the challenge that is edited.
        sent: what the browser sent; empty when the page is opened.
    """
    stored = _stored(desk)
    rows = _rows_sent(sent) if sent else stored.rows
    form = _with_rows(rows)(data=stored.values)
    form.rows = rows
    form.criterion_rows.data = rows
    form.needs.choices = options((need.id, f"{need.who}: {need.what}") for need in desk.needs)
    return form


def _with_rows(rows: int) -> type[ChallengeForm]:
    fields: dict[str, Any] = {}
    for row in range(rows):
        fields[f"criterion_{row}_name"] = StringField(
            _l("Criterion %(number)s", number=row + 1), filters=[tidy], validators=[Optional()]
        )
        fields[f"criterion_{row}_description"] = StringField(
            _l("What criterion %(number)s means", number=row + 1),
            filters=[tidy],
            validators=[Optional()],
        )
    return type("ChallengeFormWithRows", (ChallengeForm,), fields)


def _rows_sent(sent: Mapping[str, str]) -> int:
    typed = sent.get("criterion_rows") or ""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else FIRST_ROWS
    return min(max(1, number + (sent.get("act") == ADD_ROW)), MOST_CRITERIA)


def _stored(desk: Desk) -> _Stored:
    challenge = desk.challenge
    if challenge is None:
        return _Stored({"needs": [need.id for need in desk.needs]}, FIRST_ROWS)
    values: dict[str, Any] = {
        "version": desk.version,
        "title": challenge.title,
        "body": challenge.body,
        "opens_at": _to_thai(challenge.opens_at),
        "closes_at": _to_thai(challenge.closes_at),
        "needs": [need.id for need in challenge.needs],
    }
    for row, criterion in enumerate(challenge.criteria):
        values[f"criterion_{row}_name"] = criterion.name
        values[f"criterion_{row}_description"] = criterion.description
    return _Stored(values, min(len(challenge.criteria) + 1, MOST_CRITERIA))


def _to_utc(typed: datetime) -> datetime:
    return typed.replace(tzinfo=THAILAND).astimezone(UTC)


def _to_thai(stored: datetime) -> datetime:
    return stored.astimezone(THAILAND).replace(tzinfo=None)
