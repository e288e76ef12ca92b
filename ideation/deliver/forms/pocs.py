"""The forms of a trial; the services check what they hold once more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from ideation.core import ids
from ideation.core.errors import DomainError
from ideation.core.forms import Form, SelectField, options, tidy
from ideation.core.i18n import _, _l
from ideation.core.sectors import SECTORS
from ideation.core.typed import SHORTEST_TOKEN
from ideation.deliver.service.pocs import (
    BadRows,
    Desk,
    IndicatorPlan,
    MilestonePlan,
    PocPlan,
    given,
    plans,
    version_of,
)
from ideation.deliver.words import VERDICTS
from ideation.rounds.words import name_of

SAVE, ADD_INDICATOR, ADD_MILESTONE = "save", "add-indicator", "add-milestone"
FIRST_INDICATORS: Final = 2
FIRST_MILESTONES: Final = 3
_TOKEN_LENGTH = Length(min=SHORTEST_TOKEN, max=64)


class AmountField(StringField):  # type: ignore[misc]  # WTForms carries no types.
    """A number as people write it: with separators of thousands, or in Thai digits."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; nothing is None."""
        if not valuelist:
            return
        typed = valuelist[0].strip()
        self.data = given.number(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(_("Enter a number, such as 48 or 48.5."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.9f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Rows:
    """How many rows the form of a plan has for indicators and for milestones."""

    indicators: int
    milestones: int


class PlanForm(Form):
    """The plan of a trial; the rows for indicators and milestones are added by `plan_form`."""

    rows = Rows(0, 0)

    version = HiddenField()
    indicator_rows = HiddenField()
    milestone_rows = HiddenField()
    title = StringField(
        _l("Title"),
        filters=[tidy],
        validators=[InputRequired(_l("Enter a title."))],
        description=_l("What is tried, and where, in words that everybody knows."),
    )
    hypothesis = TextAreaField(
        _l("What we believe"),
        validators=[InputRequired(_l("Write what you believe, and why."))],
        description=_l("One sentence that the trial can prove wrong: We believe that… because…"),
    )
    where_tried = StringField(
        _l("Where it is tried"),
        filters=[tidy],
        description=_l("The places, such as three villages of one district."),
    )
    unit_id = SelectField(
        _l("Unit that carries it out"),
        coerce=int,
        validators=[InputRequired(_l("Choose a unit of this agency."))],
    )
    starts_on = DateField(
        _l("First day"), validators=[InputRequired(_l("Enter the first day of the trial."))]
    )
    ends_on = DateField(
        _l("Last day"), validators=[InputRequired(_l("Enter the last day of the trial."))]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the rows in use are whole."""
        fields_are_good = super().validate(extra_validators)
        return self._rows_are_good() and bool(fields_are_good)

    def plan(self, starts_on: date | None = None) -> PocPlan:
        """Return what was typed, as the service takes it; call only after `validate`.

        Args:
            starts_on: the first day where the form does not ask for it.
        """
        return PocPlan(
            title=self.title.data,
            hypothesis=self.hypothesis.data,
            where_tried=self.where_tried.data or "",
            unit_id=self.unit_id.data,
            starts_on=starts_on or self.starts_on.data,
            ends_on=self.ends_on.data,
            indicators=tuple(
                IndicatorPlan(
                    name=self._cell("indicator", row, "name") or "",
                    unit=self._cell("indicator", row, "unit") or "",
                    baseline=self._cell("indicator", row, "baseline"),
                    target=self._cell("indicator", row, "target"),
                    id=_id(self._cell("indicator", row, "id")),
                )
                for row in self._used("indicator")
            ),
            milestones=tuple(
                MilestonePlan(
                    self._cell("milestone", row, "title") or "",
                    self._cell("milestone", row, "due_on"),
                    _id(self._cell("milestone", row, "id")),
                )
                for row in self._used("milestone")
            ),
        )

    def show(self, error: DomainError) -> None:
        """Show what the service refused at its field; it counts only the rows in use."""
        kind, _sep, rest = (error.field or "").partition("_")
        number, _sep, name = rest.partition("_")
        if kind in _COLUMNS and number.isdigit():
            used = list(self._used(kind))
            row = used[int(number)] if int(number) < len(used) else 0
            error = DomainError(error.message, field=f"{kind}_{row}_{name}")
        super().show(error)

    def indicator_fields(self) -> list[dict[str, Any]]:
        """Return the controls of each indicator's row by their names."""
        return [self._controls("indicator", row) for row in range(self.rows.indicators)]

    def milestone_fields(self) -> list[dict[str, Any]]:
        """Return the controls of each milestone's row by their names."""
        return [self._controls("milestone", row) for row in range(self.rows.milestones)]

    def _controls(self, kind: str, row: int) -> dict[str, Any]:
        names = ("id", *_COLUMNS[kind], "remove")
        return {name: self[f"{kind}_{row}_{name}"] for name in names}

    def _cell(self, kind: str, row: int, name: str) -> Any:
        return self[f"{kind}_{row}_{name}"].data

    def _used(self, kind: str) -> Iterator[int]:
        """Yield the rows in which something stands, and that are not to be removed."""
        count = self.rows.indicators if kind == "indicator" else self.rows.milestones
        for row in range(count):
            fields = [self[f"{kind}_{row}_{name}"] for name in _COLUMNS[kind]]
            filled = any(field.data not in (None, "") or field.errors for field in fields)
            if filled and not self._cell(kind, row, "remove"):
                yield row

    def _rows_are_good(self) -> bool:
        missing = {
            ("indicator", "name"): _("Say what is measured."),
            ("indicator", "unit"): _("Give the unit, such as households."),
            ("indicator", "baseline"): _("Enter a number, such as 48 or 48.5."),
            ("indicator", "target"): _("Enter a number, such as 48 or 48.5."),
            ("milestone", "title"): _("Say what is to be done."),
            ("milestone", "due_on"): _("Enter the day it is due."),
        }
        for (kind, name), sentence in missing.items():
            for row in self._used(kind):
                field = self[f"{kind}_{row}_{name}"]
                if field.data in (None, "") and not field.errors:
                    field.errors = [sentence]
        return not self.errors


class AdjustForm(PlanForm):
    """An adjustment of a running trial: the plan as it is to be, what is changed, and why."""

    starts_on = None
    text = TextAreaField(
        _l("What do you change?"),
        validators=[InputRequired(_l("Say in plain words what you change."))],
        description=_l("In plain words. Everybody reads it in the diary of the trial."),
    )
    reason = TextAreaField(
        _l("Why?"),
        validators=[InputRequired(_l("Give the reason. The public will read it."))],
        description=_l("What you saw or heard that led to it."),
    )
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])


class EndForm(Form):
    """The end of a trial, with its reason."""

    reason = TextAreaField(
        _l("What did the trial show, and why does it end so?"),
        validators=[InputRequired(_l("Give the reason. The public will read it."))],
        description=_l("In plain words. The public reads it, and it goes to all who follow."),
    )


class NoteForm(Form):
    """A note in the diary."""

    text = TextAreaField(
        _l("What happened?"), validators=[InputRequired(_l("Write what happened."))]
    )
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])


class FeedbackForm(Form):
    """How somebody finds a trial."""

    verdict = RadioField(
        _l("How do you find it?"),
        choices=options((key, word.label) for key, word in VERDICTS.items()),
        validators=[InputRequired(_l("Choose how you find it."))],
    )
    text = TextAreaField(
        _l("What did you notice?"),
        description=_l("What went well, what did not, what should be different."),
        validators=[InputRequired(_l("Write what you noticed, even if it is short."))],
    )
    sector = SelectField(_l("As whom do you speak?"), default="", validate_choice=False)
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sector.choices = options([("", _("I do not want to say")), *SECTORS.items()])


class HideForm(Form):
    """Why words are hidden."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give the reason. The public will read it."))]
    )


class MeasureForm(Form):
    """One measurement."""

    measured_on = DateField(
        _l("Day"), validators=[InputRequired(_l("Enter the day of the measurement."))]
    )
    value = AmountField(
        _l("Value"), validators=[InputRequired(_l("Enter a number, such as 48 or 48.5."))]
    )
    note = StringField(
        _l("How it was measured"),
        filters=[tidy],
        validators=[Optional()],
        description=_l("Or what explains the value. Everybody can read it."),
    )


class TableForm(Form):
    """A table of measurements, pasted or as a file."""

    rows = TextAreaField(
        _l("Paste rows of day, value and note"),
        description=_l("One row a line, such as 2026-06-12,48,counted at dusk"),
    )
    file = FileField(_l("Or choose a CSV or XLSX file"))

    def table(self) -> tuple[str, bytes]:
        """Return the name and the content of what was handed in; the file goes first."""
        if self.file.data:
            return self.file.data.filename or "file", self.file.data.read()
        return "", (self.rows.data or "").encode()

    def show(self, error: DomainError) -> None:
        """Show what was refused, each bad row in a line of its own."""
        super().show(error)
        if isinstance(error, BadRows):
            self.rows.errors = [*self.rows.errors, *error.problems]


class DoneForm(Form):
    """On which day a milestone was done."""

    done_on = DateField(
        _l("Done on"), validators=[InputRequired(_l("Enter the day on which it was done."))]
    )


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("name", "unit", "baseline", "target"),
    "milestone": ("title", "due_on"),
}


def plan_form(desk: Desk, sent: Mapping[str, str], kind: type[PlanForm] = PlanForm) -> PlanForm:
    """Make the form of a new or an existing trial, with as many rows as are asked for.

    Args:
        desk: the agency with its units, and the trial that is changed.
        sent: what the browser sent; empty when the page is opened.
        kind: the form of the plan, or of its adjustment.
    """
    rows = _rows_sent(sent) if sent else _rows_for(desk)
    form = _with_rows(kind, rows)(data=_stored(desk))
    form.rows = rows
    # What counts is what this page shows, not what an earlier one said.
    form.indicator_rows.data, form.milestone_rows.data = rows.indicators, rows.milestones
    form.unit_id.choices = options((unit.id, name_of(unit)) for unit in desk.units)
    return form


def _with_rows(kind: type[PlanForm], rows: Rows) -> type[PlanForm]:
    fields: dict[str, Any] = {}
    for row in range(rows.indicators):
        at, number = f"indicator_{row}", row + 1
        fields[f"{at}_id"] = HiddenField()
        fields[f"{at}_name"] = StringField(
            _l("Indicator %(number)s: what is measured", number=number), filters=[tidy]
        )
        fields[f"{at}_unit"] = StringField(
            _l("Unit of indicator %(number)s", number=number), filters=[tidy]
        )
        fields[f"{at}_baseline"] = AmountField(
            _l("Baseline of indicator %(number)s", number=number)
        )
        fields[f"{at}_target"] = AmountField(_l("Target of indicator %(number)s", number=number))
        fields[f"{at}_remove"] = BooleanField(_l("Remove indicator %(number)s", number=number))
    for row in range(rows.milestones):
        at, number = f"milestone_{row}", row + 1
        fields[f"{at}_id"] = HiddenField()
        fields[f"{at}_title"] = StringField(
            _l("Milestone %(number)s", number=number), filters=[tidy]
        )
        fields[f"{at}_due_on"] = DateField(
            _l("Milestone %(number)s is due on", number=number), validators=[Optional()]
        )
        fields[f"{at}_remove"] = BooleanField(_l("Remove milestone %(number)s", number=number))
    return type(f"{kind.__name__}WithRows", (kind,), fields)


def _rows_for(desk: Desk) -> Rows:
    if desk.poc is None:
        return Rows(FIRST_INDICATORS, FIRST_MILESTONES)
    return Rows(
        min(len(desk.poc.indicators) + 1, plans.MOST_INDICATORS),
        min(len(desk.poc.milestones) + 1, plans.MOST_MILESTONES),
    )


def _rows_sent(sent: Mapping[str, str]) -> Rows:
    act = sent.get("act")
    indicators = _count(sent.get("indicator_rows"), FIRST_INDICATORS) + (act == ADD_INDICATOR)
    milestones = _count(sent.get("milestone_rows"), FIRST_MILESTONES) + (act == ADD_MILESTONE)
    return Rows(min(indicators, plans.MOST_INDICATORS), min(milestones, plans.MOST_MILESTONES))


def _count(typed: str | None, default: int) -> int:
    good = typed and typed.isascii() and typed.isdigit() and len(typed) < 4
    return max(1, int(typed or default)) if good else default


def _stored(desk: Desk) -> dict[str, Any]:
    """Return the fields of the trial that is changed, as the form names them."""
    poc = desk.poc
    if poc is None:
        return {}
    names = ("title", "hypothesis", "where_tried", "unit_id", "starts_on", "ends_on")
    stored: dict[str, Any] = {name: getattr(poc, name) for name in names}
    stored["version"] = version_of(poc)
    for kind, things in (("indicator", poc.indicators), ("milestone", poc.milestones)):
        for row, thing in enumerate(things):
            for name in ("id", *_COLUMNS[kind]):
                stored[f"{kind}_{row}_{name}"] = getattr(thing, name)
    return stored


def _id(typed: Any) -> int | None:
    words = str(typed or "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None
