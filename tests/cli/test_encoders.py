"""`--encoder` and TEXT_ENCODER let a sentence-transformers model place the texts of a command."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from ideation.cli import text, themes
from ideation.text import SentenceEncoder, normalise
from tests.text.voices import TEXTS, TRUTH

pytestmark = pytest.mark.xdist_group("encoder")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([["voice", "matter"], *zip(TEXTS, TRUTH, strict=True)])
    return path


def embed(table: Path, *more: str, setting: Path | None = None) -> tuple[Result, Path]:
    out = table.with_name("vectors.npy")
    arguments = ["embed", str(table), "--text-column", "voice", "--out", str(out), *more]
    environ = {} if setting is None else {"TEXT_ENCODER": str(setting)}
    return CliRunner().invoke(text.group, arguments, env=environ), out


def test_embed_writes_what_the_model_of_the_option_gives(table: Path, bert_directory: Path) -> None:
    from sentence_transformers import SentenceTransformer

    done, out = embed(table, "--encoder", os.path.relpath(bert_directory))
    assert done.exit_code == 0, done.output
    model = SentenceTransformer(str(bert_directory), device="cpu")
    expected = model.encode([normalise(each) for each in TEXTS], normalize_embeddings=True)
    np.testing.assert_allclose(np.load(out, allow_pickle=False), expected, atol=1e-6)


def test_the_option_wins_over_the_setting(
    table: Path, bert_directory: Path, knowing_directory: Path
) -> None:
    done, out = embed(table, setting=knowing_directory)
    assert done.exit_code == 0, done.output
    expected = SentenceEncoder(knowing_directory).fit_transform(TEXTS)
    np.testing.assert_array_equal(np.load(out), expected)
    done, out = embed(table, "--encoder", str(bert_directory), setting=knowing_directory)
    assert done.exit_code == 0, done.output
    np.testing.assert_array_equal(
        np.load(out), SentenceEncoder(bert_directory).fit_transform(TEXTS)
    )


def evaluate(table: Path, *more: str) -> Result:
    columns = ["--text-column", "voice", "--label-column", "matter", "--seeds", "1"]
    arguments = ["evaluate", str(table), *columns, "--themes", "4", "--json", *more]
    return CliRunner().invoke(themes.group, arguments)


def test_evaluate_measures_the_model(
    table: Path, bert_directory: Path, knowing_directory: Path
) -> None:
    knowing = json.loads(evaluate(table, "--encoder", str(knowing_directory)).stdout)
    chance = json.loads(evaluate(table, "--encoder", str(bert_directory)).stdout)
    assert knowing["v_measure"] > 0.9 > chance["v_measure"]
    assert knowing["stability_ari"] > 0.9 > chance["stability_ari"]


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_what_is_no_model_is_told_in_a_sentence(table: Path, name: str) -> None:
    given = str(table.parent / name)
    embedded, out = embed(table, "--encoder", given)
    for done in (embedded, evaluate(table, "--encoder", given)):
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit)
        assert done.stderr.startswith("Error: ")
        assert "sentence-transformers model" in done.stderr
    assert not out.exists()
