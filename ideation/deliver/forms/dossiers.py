"""Forms of dossiers; the services check what was typed and say what is wrong."""

from wtforms import HiddenField, StringField, TextAreaField

from ideation.core.forms import Form, tidy
from ideation.core.i18n import _l
from ideation.deliver.service.dossiers.parts import PARTS

SAVE, PREVIEW = "save", "preview"


class SectionForm(Form):
    """One section of a dossier."""

    seen = HiddenField("")
    body = TextAreaField(_l("Text of the section"), description=_l("Markdown may be used."))


class TitleForm(Form):
    """The title of a dossier."""

    title = StringField(
        _l("Title"),
        filters=[tidy],
        description=_l("What it is about, in words that everybody knows."),
    )


class HandInForm(Form):
    """Handing a dossier in.

    Its fields are never typed into: each carries what is wrong with the section of its name, so
    that the summary of errors leads there.
    """


for _part in PARTS:
    if _part.lack is not None:
        setattr(HandInForm, _part.key, TextAreaField(_part.title))
