"""`ideation text embed`: a row of numbers for every row of a CSV file."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from ideation.cli.text import group
from ideation.text import TextVectoriser
from tests.text.voices import TEXTS, TRUTH


def write(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as lines:
        csv.writer(lines).writerows(rows)
    return path


def embed(table: Path, out: Path, column: str = "voice") -> Result:
    arguments = ["embed", str(table), "--text-column", column, "--out", str(out)]
    return CliRunner().invoke(group, arguments)


def rows_of(texts: Sequence[str]) -> list[list[str]]:
    return [["id", "voice"], *([str(number), text] for number, text in enumerate(texts))]


def test_every_row_gets_numbers_in_the_order_of_the_file(tmp_path: Path) -> None:
    texts = [*TEXTS[:20], "", " \u200b", *TEXTS[20:]]
    out = tmp_path / "vectors.npy"
    done = embed(write(tmp_path / "table.csv", rows_of(texts)), out)
    assert done.exit_code == 0, done.output
    assert "42 rows, 1 of them without text" in done.stdout
    vectors = np.load(out, allow_pickle=False)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths[[20, 21]].tolist() == [0, 0]
    np.testing.assert_allclose(np.delete(lengths, [20, 21]), 1, atol=1e-5)
    expected = TextVectoriser().fit_transform(texts)
    np.testing.assert_allclose(vectors @ vectors.T, expected @ expected.T, atol=1e-4)
    spoken = np.delete(vectors, [20, 21], axis=0)
    likeness = spoken @ spoken.T
    np.fill_diagonal(likeness, -1)
    nearest = likeness.argmax(axis=1).tolist()
    assert sum(TRUTH[row] == TRUTH[near] for row, near in enumerate(nearest)) >= 36


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874"])
def test_what_excel_writes_is_read(tmp_path: Path, encoding: str) -> None:
    plain, other = tmp_path / "plain.npy", tmp_path / "other.npy"
    rows = [["voice"], *([text] for text in TEXTS)]
    assert embed(write(tmp_path / "plain.csv", rows), plain).exit_code == 0
    assert embed(write(tmp_path / "other.csv", rows, encoding), other).exit_code == 0
    np.testing.assert_allclose(np.load(plain), np.load(other), atol=1e-5)


def test_a_row_that_ends_early_has_no_text_and_a_blank_line_is_no_row(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,voice\n1,เน็ตช้า\n2\n\n3,เน็ตหลุด\n", encoding="utf-8")
    out = tmp_path / "vectors.npy"
    assert embed(table, out).exit_code == 0
    assert np.load(out).any(axis=1).tolist() == [True, False, True]


UNREADABLE = {
    "binary": (b"\x89PNG\r\n\x1a\n\xff\xfe" * 50, "is no text"),
    "unclosed quote": ('id,voice\n1,ช้า\n2,"ช้า\n'.encode(), "cannot be read as CSV"),
    "nothing": (b"", "no column 'voice'"),
    "other columns": (b"a,b\n1,2\n", "no column 'voice'. It has: a, b."),
    "heading only": (b"id,voice\n", "has no rows"),
}


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(content)
    done = embed(table, tmp_path / "vectors.npy")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == [table]


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    done = embed(tmp_path / "missing.csv", tmp_path / "vectors.npy")
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    table = write(tmp_path / "table.csv", rows_of(TEXTS))
    done = embed(table, tmp_path / "nowhere" / "vectors.npy")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "cannot be written" in done.stderr
