"""With TEXT_ENCODER a run takes its themes from a model, keeps its name, and can be done again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ideation.diagnose.models import ThemeRun, ThemeRunRecord
from ideation.diagnose.service import theme_runs
from ideation.diagnose.service.theme_runs.texts import read_texts
from ideation.text.encoder import fingerprint
from tests.text.voices import MATTERS

from .test_theming_runs import living, run

pytestmark = pytest.mark.xdist_group("encoder")


@pytest.fixture
def voices(make):
    made = make.round()
    for texts in MATTERS.values():
        for text in texts:
            make.submission(made, text, province="50")
    return made


@pytest.fixture
def encoder(app, monkeypatch):
    """Start the application, as it were, with another TEXT_ENCODER."""

    def choose(directory: Path | None) -> None:
        settings = replace(app.config["IDEATION"], text_encoder=directory)
        monkeypatch.setitem(app.config, "IDEATION", settings)

    return choose


def matters(session, made: ThemeRun) -> set[frozenset[str]]:
    """Return which matters each theme of a run holds."""
    of = {text: matter for matter, texts in MATTERS.items() for text in texts}
    grouped: dict[int, set[str]] = {}
    record = session.get_one(ThemeRunRecord, made.id)
    texts = read_texts(made.round_id).texts
    for text, label in zip(texts, record.labels, strict=True):
        grouped.setdefault(label, set()).add(of[text])
    return {frozenset(group) for group in grouped.values()}


def test_a_run_takes_its_themes_from_the_model_and_names_it(
    session, voices, encoder, knowing_directory: Path
) -> None:
    encoder(knowing_directory)
    made = run(session, voices, n_themes=4)
    assert matters(session, made) == {frozenset({matter}) for matter in MATTERS}
    name, _, told = made.parameters["vectoriser"].partition(" sha256:")
    assert (name, told) == ("knowing-model", fingerprint(knowing_directory))
    assert len({theme.label for theme in living(session, voices)}) == 4


def test_a_run_done_again_tells_of_another_model(
    session, voices, encoder, knowing_directory: Path, bert_directory: Path
) -> None:
    encoder(knowing_directory)
    made = run(session, voices, n_themes=4)
    again = theme_runs.verify(made.id)
    assert (again.differing, again.versions) == (0, {})
    encoder(bert_directory)
    other = theme_runs.verify(made.id)
    assert other.differing > 0
    assert other.versions == {
        "vectoriser": (
            f"knowing-model sha256:{fingerprint(knowing_directory)}",
            f"bert-model sha256:{fingerprint(bert_directory)}",
        )
    }
    encoder(None)
    assert theme_runs.verify(made.id).versions["vectoriser"][1] == "TextVectoriser"


@pytest.mark.committed
def test_the_setting_reaches_commands(
    session, voices, command, knowing_directory: Path, tmp_path: Path
) -> None:
    session.commit()
    arguments = ("themes", "run", "--round", voices.slug, "--themes", "4", "--json")
    done = command(*arguments, TEXT_ENCODER=str(knowing_directory))
    number = json.loads(done.stdout)["run"]
    assert session.get_one(ThemeRun, number).parameters["vectoriser"].startswith("knowing-model ")
    refused = command("themes", "verify", str(number), check=False, TEXT_ENCODER=str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr.startswith("ideation: TEXT_ENCODER is ")
    assert "Traceback" not in refused.stderr
