"""A background space is trained from any corpus by a command."""

import hashlib
import json
import lzma
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from ideation.cli.text import group
from ideation.text import BackgroundSpace

from .voices import TEXTS

ARTICLES = [
    f"2026-01-0{day % 9 + 1}\tnews\t{' '.join(TEXTS[day:] + TEXTS[:day])}" for day in range(90)
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("space")
    with lzma.open(folder / "corpus.txt.xz", "wt", encoding="utf-8") as corpus:
        corpus.write("\n".join(ARTICLES) + "\n")
    return train(folder, "small")


def train(folder: Path, name: str) -> Path:
    out = folder / f"{name}.npz"
    corpus = str(folder / "corpus.txt.xz")
    arguments = ["train-background", corpus, "--out", str(out), "--source", "ข่าวทดสอบ"]
    done = CliRunner().invoke(group, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return out


def test_the_trained_space_places_texts(trained: Path) -> None:
    vectors = BackgroundSpace.read(trained).transform(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_its_origin_lies_beside_it(trained: Path) -> None:
    origin = json.loads(trained.with_suffix(".json").read_text(encoding="utf-8"))
    assert origin["source"] == "ข่าวทดสอบ"
    assert origin["sha256"] == hashlib.sha256(trained.read_bytes()).hexdigest()
    assert origin["parameters"]["name"] == "small"
    assert str(trained.parent) not in json.dumps(origin)


def test_training_repeats_itself(trained: Path) -> None:
    again = BackgroundSpace.read(train(trained.parent, "again"))
    np.testing.assert_array_equal(again.components, BackgroundSpace.read(trained).components)


def test_another_file_ending_is_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("ข่าว\n", encoding="utf-8")
    done = CliRunner().invoke(group, ["train-background", str(corpus), "--out", "space.bin"])
    assert done.exit_code == 2
    assert "must end in .npz" in done.output


def test_a_corpus_that_is_too_small_is_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("ข่าวสั้น\n", encoding="utf-8")
    done = CliRunner().invoke(
        group, ["train-background", str(corpus), "--out", str(tmp_path / "space.npz")]
    )
    assert done.exit_code == 1
    assert "passages" in done.output
    assert not (tmp_path / "space.npz").exists()
