"""The forms of officers: a round with its stages and steps, and a notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wtforms import (
    DateTimeLocalField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ideation.core.clock import THAILAND
from ideation.core.forms import Form, SelectField, options, tidy
from ideation.core.i18n import _, _l
from ideation.rounds.levels import LEVELS
from ideation.rounds.models import Level, Moment, Stage
from ideation.rounds.service import Desk, RoundDraft, Step
from ideation.rounds.windows import FIRST_YEAR, LAST_YEAR, Window, faults
from ideation.rounds.words import MOMENTS, STAGES, name_of

# Officers write Thai time, which has had no summer time since 1920.
# The first is what browsers want to be given; old ones show a plain field, where people type.
TIME_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
STEP_ROWS = 5
MOST_ROWS = 40
SAVE, PREVIEW, ADD_WINDOW, ADD_STEP = "save", "preview", "add-window", "add-step"


@dataclass(frozen=True)
class Rows:
    """How many rows a form has for stages and for steps."""

    windows: int
    steps: int


class RoundForm(Form):
    """A round; the rows for stages and steps are added by `round_form`."""

    rows = Rows(0, 0)

    version = HiddenField()
    window_rows = HiddenField()
    step_rows = HiddenField()
    title = StringField(
        _l("Title"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter a title.")),
            Length(max=200, message=_l("Use at most 200 characters for the title.")),
        ],
        description=_l("What it is about, in words that everybody knows."),
    )
    slug = StringField(
        _l("Address"),
        filters=[tidy],
        validators=[Optional()],
        description=_l(
            "Small Latin letters, digits and hyphens, such as village-internet. "
            "Leave it empty and we make one."
        ),
    )
    mission_area_id = SelectField(_l("Mission area"), coerce=int, validators=[InputRequired()])
    purpose = TextAreaField(
        _l("Purpose"),
        validators=[InputRequired(_l("Write what this round is for."))],
        description=_l("Why we ask, and what the answers will change. Markdown may be used."),
    )
    level = RadioField(
        _l("Level of participation"),
        validators=[InputRequired(_l("Choose a level of participation."))],
    )
    moment = RadioField(
        _l("When in the work of the agency"),
        validators=[InputRequired(_l("Choose a moment."))],
        default=Moment.BEFORE.value,
    )
    outcome = TextAreaField(
        _l("What came out"),
        validators=[Optional()],
        description=_l("What was decided and done because of this round. Markdown may be used."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and the rows of stages and steps against one another."""
        fields_are_good = super().validate(extra_validators)
        return self._rows_are_good() and bool(fields_are_good)

    def draft(self) -> RoundDraft:
        """Return what was typed, as the service takes it; call only after `validate`."""
        return RoundDraft(
            title=self.title.data,
            slug=self.slug.data or "",
            purpose=self.purpose.data,
            level=Level(self.level.data),
            moment=Moment(self.moment.data),
            mission_area_id=self.mission_area_id.data,
            windows=tuple(window for _row, window in self._windows()),
            steps=tuple(
                Step(self._cell("step", row, "title"), self._cell("step", row, "body"))
                for row in range(self.rows.steps)
                if self._cell("step", row, "title")
            ),
            outcome=self.outcome.data or "",
        )

    def window_fields(self) -> list[tuple[Any, Any, Any]]:
        """Return the controls of each stage row: stage, opens, closes."""
        return [
            (self[f"window_{row}_stage"], self[f"window_{row}_opens_at"],
             self[f"window_{row}_closes_at"])
            for row in range(self.rows.windows)
        ]  # fmt: skip

    def step_fields(self) -> list[tuple[Any, Any]]:
        """Return the controls of each step row: title, body."""
        return [
            (self[f"step_{row}_title"], self[f"step_{row}_body"]) for row in range(self.rows.steps)
        ]

    def _cell(self, kind: str, row: int, name: str) -> Any:
        return self[f"{kind}_{row}_{name}"].data

    def _windows(self) -> list[tuple[int, Window]]:
        """Return the rows that say when a stage opens, each with its number."""
        return [
            (
                row,
                Window(
                    Stage(self._cell("window", row, "stage")),
                    _to_utc(self._cell("window", row, "opens_at")),
                    _to_utc(self._cell("window", row, "closes_at")),
                ),
            )
            for row in range(self.rows.windows)
            if self._cell("window", row, "opens_at") and not self._row_errors(row)
        ]

    def _row_errors(self, row: int) -> bool:
        return any(
            self[f"window_{row}_{name}"].errors for name in ("stage", "opens_at", "closes_at")
        )

    def _rows_are_good(self) -> bool:
        for row in range(self.rows.windows):
            if self._cell("window", row, "closes_at") and not self._cell("window", row, "opens_at"):
                self._mark(f"window_{row}_opens_at", _("Enter when this stage opens."))
        for row in range(self.rows.steps):
            if self._cell("step", row, "body") and not self._cell("step", row, "title"):
                self._mark(f"step_{row}_title", _("Give this step a title."))
        windows = self._windows()
        for fault in faults([window for _row, window in windows]):
            row = windows[fault.index][0]
            self._mark(f"window_{row}_{fault.attribute}", fault.message)
        return not self.errors

    def _mark(self, name: str, message: Any) -> None:
        self[name].errors = [*self[name].errors, message]


class NoticeForm(Form):
    """A notice on the page of a round."""

    title = StringField(
        _l("Title"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter a title.")),
            Length(max=200, message=_l("Use at most 200 characters for the title.")),
        ],
    )
    body = TextAreaField(
        _l("Announcement"),
        validators=[
            InputRequired(_l("Write what you want to announce.")),
            Length(max=20_000, message=_l("Use at most 20,000 characters.")),
        ],
        description=_l("Markdown may be used."),
    )


def round_form(desk: Desk, sent: Mapping[str, str]) -> RoundForm:
    """Make the form of a new or an existing round, with as many rows as are asked for.

    Args:
        desk: the agency, and the round that is edited.
        sent: what the browser sent; empty when the page is opened.
    """
    rows = _rows_sent(sent) if sent else _rows_for(desk)
    form = _with_rows(rows)(data=_stored(desk))
    form.rows = rows
    # What counts is what this page shows, not what an earlier one said.
    form.window_rows.data, form.step_rows.data = rows.windows, rows.steps
    form.level.choices = options(
        (level, _("%(name)s: %(promise)s", name=words.name, promise=words.promise))
        for level, words in LEVELS.items()
    )
    form.moment.choices = options(MOMENTS.items())
    form.mission_area_id.choices = options(
        (area.id, name_of(area)) for area in desk.agency.mission_areas
    )
    return form


def _with_rows(rows: Rows) -> type[RoundForm]:
    fields: dict[str, Any] = {}
    stages = list(STAGES.items())
    for row in range(rows.windows):
        number = row + 1
        fields[f"window_{row}_stage"] = SelectField(
            _l("Stage of period %(number)s", number=number),
            choices=options(stages),
            default=stages[row % len(stages)][0].value,
        )
        fields[f"window_{row}_opens_at"] = DateTimeLocalField(
            _l("Period %(number)s opens", number=number),
            format=list(TIME_FORMATS),
            validators=[Optional(), _check_year],
        )
        fields[f"window_{row}_closes_at"] = DateTimeLocalField(
            _l("Period %(number)s closes", number=number),
            format=list(TIME_FORMATS),
            validators=[Optional(), _check_year],
        )
    for row in range(rows.steps):
        number = row + 1
        fields[f"step_{row}_title"] = StringField(
            _l("Step %(number)s", number=number), filters=[tidy], validators=[Length(max=200)]
        )
        fields[f"step_{row}_body"] = TextAreaField(
            _l("How to do step %(number)s", number=number),
            filters=[tidy],
            default="",
            validators=[Length(max=2_000)],
        )
    return type("RoundFormWithRows", (RoundForm,), fields)


def _rows_for(desk: Desk) -> Rows:
    if desk.round is None:
        return Rows(len(Stage), STEP_ROWS)
    return Rows(len(desk.round.windows) + 1, max(len(desk.round.steps) + 1, STEP_ROWS))


def _rows_sent(sent: Mapping[str, str]) -> Rows:
    act = sent.get("act")
    return Rows(
        _row_count(sent.get("window_rows"), more=act == ADD_WINDOW),
        _row_count(sent.get("step_rows"), more=act == ADD_STEP),
    )


def _row_count(typed: str | None, *, more: bool) -> int:
    number = int(typed) if typed and typed.isascii() and typed.isdigit() else STEP_ROWS
    return min(max(1, number + more), MOST_ROWS)


def _stored(desk: Desk) -> dict[str, Any]:
    """Return the fields of the round that is edited, as the form names them."""
    round_ = desk.round
    if round_ is None:
        return {}
    names = ("title", "slug", "mission_area_id", "purpose", "level", "moment", "outcome")
    stored: dict[str, Any] = {name: getattr(round_, name) for name in names}
    stored["version"] = desk.version
    for row, window in enumerate(round_.windows):
        stored[f"window_{row}_stage"] = window.stage
        stored[f"window_{row}_opens_at"] = _to_thai(window.opens_at)
        stored[f"window_{row}_closes_at"] = _to_thai(window.closes_at)
    for row, step in enumerate(round_.steps):
        stored[f"step_{row}_title"] = step.title
        stored[f"step_{row}_body"] = step.body
    return stored


def _check_year(_form: Any, field: Any) -> None:
    if not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("Write the year in the Christian era, such as 2027 for 2570."))


def _to_utc(typed: datetime | None) -> Any:
    return typed.replace(tzinfo=THAILAND).astimezone(UTC) if typed else None


def _to_thai(stored: datetime | None) -> datetime | None:
    return stored.astimezone(THAILAND).replace(tzinfo=None) if stored else None
