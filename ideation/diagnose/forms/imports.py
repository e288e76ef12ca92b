"""Forms for bringing a file into a round."""

from flask_wtf.file import FileField, FileRequired

from ideation.core.forms import Form, SelectField, options
from ideation.core.i18n import _, _l
from ideation.diagnose.models import SubmissionImport
from ideation.diagnose.rows import FIELD_LABELS
from ideation.diagnose.words import CHANNELS, KINDS

NO_COLUMN = ""


class UploadForm(Form):
    """A file to bring in."""

    file = FileField(
        _l("File"),
        description=_l("A CSV or XLSX table of at most 25 MB, with a heading line."),
        validators=[FileRequired(_l("Choose a file."))],
    )


class MappingForm(Form):
    """Which column fills which field of a submission."""

    text = SelectField(FIELD_LABELS["text"])
    title = SelectField(FIELD_LABELS["title"])
    kind = SelectField(FIELD_LABELS["kind"])
    province = SelectField(FIELD_LABELS["province"])
    channel = SelectField(FIELD_LABELS["channel"])
    said_at = SelectField(FIELD_LABELS["said_at"])
    name = SelectField(FIELD_LABELS["name"])
    reference = SelectField(FIELD_LABELS["reference"])
    default_kind = SelectField(_l("Kind of rows without one"), choices=options(KINDS.items()))
    default_channel = SelectField(
        _l("Channel of rows without one"), choices=options(CHANNELS.items())
    )

    @classmethod
    def of(cls, made: SubmissionImport, header: list[str]) -> "MappingForm":
        """Build the form for a file, showing the mapping that is stored."""
        stored = {field: str(column) for field, column in made.mapping.items()}
        form = cls(
            data={
                **dict.fromkeys(FIELD_LABELS, NO_COLUMN),
                **stored,
                "default_kind": made.defaults["kind"],
                "default_channel": made.defaults["channel"],
            }
        )
        columns = [(str(index), heading or "—") for index, heading in enumerate(header)]
        for field in FIELD_LABELS:
            form[field].choices = options([(NO_COLUMN, _("No column")), *columns])
        return form

    @property
    def mapping(self) -> dict[str, int]:
        """The column of each field that has one."""
        return {
            field: int(self[field].data) for field in FIELD_LABELS if self[field].data != NO_COLUMN
        }

    @property
    def defaults(self) -> dict[str, str]:
        """What stands in where a row has no kind or channel of its own."""
        return {"kind": self.default_kind.data, "channel": self.default_channel.data}
