"""Both background spaces are trained from any corpus by a command each."""

import hashlib
import json
import lzma
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from ideation.cli.text import group
from ideation.text import BackgroundSpace, TermSpace

from .crowd import in_company, word
from .voices import TEXTS

pytestmark = pytest.mark.usefixtures("one_thread")

GROUPS = 110
ARTICLES = [
    f"2026-01-0{day % 9 + 1}\tnews\t{' '.join(TEXTS[day:] + TEXTS[:day])}" for day in range(90)
]
COMMANDS = ("train-background", "train-space")


def train(command: str, corpus: Path, out: Path, *more: str) -> Result:
    arguments = [command, str(corpus), "--out", str(out), *more]
    return CliRunner().invoke(group, arguments)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of 90 articles on our matters, and of planted words that keep company."""
    path = tmp_path_factory.mktemp("corpus") / "corpus.txt.xz"
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.write("\n".join([*ARTICLES, *in_company(GROUPS)]) + "\n")
    return path


@pytest.fixture(scope="module", params=COMMANDS)
def trained(request: pytest.FixtureRequest, corpus: Path) -> tuple[str, Path]:
    """A command, and the file that it wrote."""
    out = corpus.parent / f"small-{request.param}.npz"
    done = train(request.param, corpus, out, "--source", "ข่าวทดสอบ", "--licence", "ใครก็ใช้ได้")
    assert done.exit_code == 0, done.output
    return request.param, out


def test_the_origin_lies_beside_what_was_trained(trained: tuple[str, Path]) -> None:
    command, out = trained
    origin = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert (origin["source"], origin["licence"]) == ("ข่าวทดสอบ", "ใครก็ใช้ได้")
    assert origin["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert origin["parameters"]["name"] == out.stem
    assert origin["parameters"]["seed"] == 0
    assert origin["command"] == f"ideation text {command} corpus.txt.xz --out {out.name}"
    assert str(out.parent) not in json.dumps(origin)


def test_training_repeats_itself(trained: tuple[str, Path], corpus: Path, tmp_path: Path) -> None:
    command, out = trained
    again = tmp_path / "again.npz"
    assert train(command, corpus, again).exit_code == 0
    with np.load(out) as first, np.load(again) as second:
        assert first.files == second.files
        for name in first.files:
            assert first[name].tobytes() == second[name].tobytes()


def test_a_name_can_be_given(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "file.npz"
    assert train("train-background", corpus, out, "--name", "terms-77").exit_code == 0
    assert TermSpace.read(out).name == "terms-77"


def test_the_search_space_places_texts(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "space.npz"
    assert train("train-space", corpus, out, "--passages", "200").exit_code == 0
    vectors = BackgroundSpace.read(out).transform(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    origin = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert origin["parameters"]["passages"] == 200


def test_words_that_share_company_are_near_each_other(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "terms.npz"
    assert train("train-background", corpus, out).exit_code == 0
    terms = TermSpace.read(out)
    rows = [terms.rows[word(group, number)] for group in range(GROUPS) for number in (0, 1)]
    vectors = terms.vectors[rows]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    nearest = likeness.argmax(axis=1)
    pairs = np.arange(len(rows)) // 2
    assert np.mean(nearest // 2 == pairs) > 0.9
    assert float(terms.share.sum()) == pytest.approx(1, abs=1e-4)
    assert terms.share[terms.rows["มิจฉาชีพ"]] > terms.share[rows[0]] > 0


def test_the_term_space_knows_words_by_their_standard_spelling(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    lines = [*in_company(30), *["อินเตอร์เนต เวปไซต์"] * 3, "ครั้งเดียว"]
    corpus.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "terms.npz"
    assert train("train-background", corpus, out).exit_code == 0
    words = TermSpace.read(out).words
    assert "อินเทอร์เน็ต" in words
    assert "อินเตอร์เนต" not in words
    assert "ครั้งเดียว" not in words


@pytest.mark.parametrize("command", COMMANDS)
def test_another_file_ending_is_refused(command: str, corpus: Path, tmp_path: Path) -> None:
    done = train(command, corpus, tmp_path / "space.bin")
    assert done.exit_code == 2
    assert "must end in .npz" in done.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("command", "asked"), [("train-background", "words"), ("train-space", "passages")]
)
@pytest.mark.parametrize("text", ["", "ข่าวสั้น\n", "\n\n\n"], ids=["empty", "short", "blank"])
def test_a_corpus_that_is_too_small_is_refused(
    command: str, asked: str, text: str, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text(text, encoding="utf-8")
    done = train(command, corpus, tmp_path / "space.npz")
    assert done.exit_code == 1
    assert f"{asked}" in done.output
    assert "are needed" in done.output
    assert list(tmp_path.iterdir()) == [corpus]


PACKED = lzma.compress("\n".join(ARTICLES).encode())
BROKEN = {
    "binary": ("corpus.txt", bytes(range(256)) * 40),
    "other encoding": ("corpus.txt", "เน็ตช้า\n".encode("cp874") * 200),
    "not packed": ("corpus.xz", b"no archive at all" * 10),
    "damaged": ("corpus.xz", PACKED[:400] + b"damaged" + PACKED[407:]),
    "cut off": ("corpus.xz", PACKED[:-200]),
    "no byte": ("corpus.xz", b""),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("name", "content"), BROKEN.values(), ids=BROKEN.keys())
def test_a_corpus_that_is_no_text_is_refused_in_a_sentence(
    command: str, name: str, content: bytes, tmp_path: Path
) -> None:
    corpus = tmp_path / name
    corpus.write_bytes(content)
    done = train(command, corpus, tmp_path / "space.npz")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "Error: CORPUS is no text" in done.output
    assert list(tmp_path.iterdir()) == [corpus]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_not_there_is_told_of(command: str, corpus: Path, tmp_path: Path) -> None:
    done = train(command, corpus, tmp_path / "nowhere" / "space.npz")
    assert done.exit_code != 0
    assert isinstance(done.exception, SystemExit)
    assert "Error: " in done.output
    assert "nowhere" in done.output


def test_a_corpus_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    done = train("train-background", tmp_path / "missing.txt", tmp_path / "space.npz")
    assert done.exit_code == 2
    assert "does not exist" in done.output
