"""Nothing of the interface is untranslated: neither in the catalogue nor on any page."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import flask_babel
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from ideation import paths
from tests.guards import pages, reading, world

ROOT = Path(__file__).parents[2]
THAI = paths.TRANSLATIONS / "th" / "LC_MESSAGES"
CATALOGUES = sorted(path.stem for path in THAI.glob("*.po"))
# WTForms makes labels of the names of hidden fields; nobody sees them.
NEVER_SHOWN = {
    ("wtforms", label)
    for label in (
        "Consent Version", "Criterion Rows", "Next", "Seen", "Setup", "Step Rows",
        "Indicator Rows", "Milestone Rows", "Submit Token", "Version", "Window Rows",
        *(f"{kind} {row} Id" for kind in ("Indicator", "Milestone") for row in range(20)),
    )
}  # fmt: skip
THAI_LETTER = re.compile(r"[\u0e01-\u0e5b]")
ENGLISH = re.compile(r"\b[A-Za-z]{2,}\s+[A-Za-z]{2,}")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Catalog:
    """Every message that source and templates hold."""
    target = tmp_path_factory.mktemp("pot") / "messages.pot"
    pybabel = (sys.executable, "-m", "babel.messages.frontend", "-q", "extract")
    options = ("-F", "babel.cfg", "-k", "_l", "-k", "lazy_gettext", "-o", str(target))
    subprocess.run([*pybabel, *options, "."], cwd=ROOT, check=True)
    return read(target)


def read(path: Path) -> Catalog:
    with path.open("rb") as lines:
        return read_po(lines, locale="th")


def thai(name: str) -> Catalog:
    return read(THAI / f"{name}.po")


def named(catalogue: Catalog) -> dict:
    """Messages by their English: one text, or singular and plural."""
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for message in catalogue
        if message.id
    }


def texts(message) -> list[str]:
    """The translations of a message: one, or one for each plural form."""
    found = message.string
    return [found] if isinstance(found, str) else list(found)


def test_there_is_a_catalogue_for_each_library_that_speaks_to_people():
    assert {"messages", "flask_security", "wtforms"} <= set(CATALOGUES)


def test_every_message_has_a_thai_translation(source):
    translated = {
        key
        for key, message in named(thai("messages")).items()
        if all(texts(message)) and not message.fuzzy
    }
    missing = named(source).keys() - translated
    assert len(source) > 300, "the extraction found too little to trust"
    assert not missing, f"{len(missing)} messages: {sorted(map(str, missing))}"


def test_no_translation_is_left_over(source):
    surplus = named(thai("messages")).keys() - named(source).keys()
    assert not surplus, sorted(map(str, surplus))


@pytest.mark.parametrize("name", CATALOGUES)
def test_placeholders_agree(name):
    wrong = []
    for key, message in named(thai(name)).items():
        original = key if isinstance(key, str) else key[-1]
        wrong += [
            f"{original!r}: {translation!r}"
            for translation in filter(None, texts(message))
            if placeholders(original) != placeholders(translation)
        ]
    assert not wrong, "\n".join(wrong)


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


@pytest.mark.parametrize("name", CATALOGUES)
def test_compiled_catalogue_is_current(name, tmp_path):
    compiled = THAI / f"{name}.mo"
    fresh = tmp_path / "fresh.mo"
    with fresh.open("wb") as out:
        write_mo(out, thai(name))
    assert content(compiled) == content(fresh), "run script/assets"


def content(compiled: Path) -> dict:
    with compiled.open("rb") as source:
        return {key: message.string for key, message in named(read_mo(source)).items()}


@pytest.fixture
def misses(monkeypatch) -> set:
    """What was asked of a Thai catalogue and is not in it."""
    missed = set()
    original = flask_babel.Domain.get_translations

    def watched(domain):
        found = original(domain)
        if str(flask_babel.get_locale()) != "th":
            return found

        def ugettext(message):
            if message and message not in found._catalog:
                missed.add((domain.domain[0], message))
            return found.ugettext(message)

        def ungettext(singular, plural, number):
            if (singular, 0) not in found._catalog:
                missed.add((domain.domain[0], singular))
            return found.ungettext(singular, plural, number)

        return SimpleNamespace(ugettext=ugettext, ungettext=ungettext)

    monkeypatch.setattr(flask_babel.Domain, "get_translations", watched)
    return missed


@pytest.mark.parametrize("role", pages.OPENED_BY)
def test_no_page_asks_for_a_message_that_has_no_translation(role, app, make, misses):
    small = world.build(make)
    seen = [name for name, _page in pages.crawl(app, small, role, "th")]
    seen += [name for name, _page in pages.crawl_mistakes(app, small, role, "th")]
    assert len(seen) > 40
    assert not misses - NEVER_SHOWN, sorted(misses - NEVER_SHOWN)


@pytest.mark.parametrize("role", pages.OPENED_BY)
def test_thai_pages_hold_no_english_sentence(role, app, make):
    """Words that nobody handed to the translation would stand there in English."""
    english = []
    for name, page in pages.crawl(app, world.build(make), role, "th"):
        if page.mimetype == "text/html":
            english += [
                f"{name}: {text}"
                for language, text in reading.texts(page.text)
                if language != "en" and ENGLISH.search(text) and not THAI_LETTER.search(text)
            ]
    assert not english, "\n".join(english)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("role", ["visitor", "officer"])
def test_every_page_says_its_language(role, language, app, make):
    wrong = []
    for name, page in pages.crawl(app, world.build(make), role, language):
        if page.mimetype == "text/html" and "<html" in page.text:
            found = re.search(r'<html[^>]* lang="(\w+)"', page.text)
            if found is None or found.group(1) != language:
                wrong.append(name)
    assert not wrong
