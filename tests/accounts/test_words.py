"""The Thai of the libraries, which ship none."""

import pytest
import wtforms
from babel.messages.pofile import read_po
from flask_babel import force_locale
from flask_security.utils import get_message

from ideation.accounts.sign_in.settings import MESSAGES
from ideation.core.forms import Form
from ideation.paths import TRANSLATIONS


def catalogue(domain):
    with (TRANSLATIONS / "th" / "LC_MESSAGES" / f"{domain}.po").open("rb") as opened:
        return read_po(opened, locale="th")


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_sentence_of_ours_is_translated_and_keeps_its_gaps(name):
    sentence = MESSAGES[name][0]
    found = catalogue("flask_security").get(sentence)
    assert found is not None
    assert not found.fuzzy
    for gap in ("%(email)s", "%(within)s"):
        assert (gap in sentence) is (gap in found.string)


@pytest.mark.parametrize("domain", ["flask_security", "wtforms"])
def test_no_message_of_the_libraries_is_left_untranslated(domain):
    messages = [message for message in catalogue(domain) if message.id]
    assert len(messages) > 35
    assert not [message.id for message in messages if not message.string or message.fuzzy]


def test_the_libraries_speak_thai_and_english(app):
    class Probe(Form):
        word = wtforms.StringField(validators=[wtforms.validators.DataRequired()])

    for language, required, wrong in (
        ("th", "โปรดกรอกช่องนี้", "รหัสผ่านไม่ถูกต้อง"),
        ("en", "This field is required.", "The password is not right."),
    ):
        with app.test_request_context(method="POST"), force_locale(language):
            form = Probe()
            form.validate()
            assert form.word.errors == [required]
            assert get_message("INVALID_PASSWORD")[0] == wrong
