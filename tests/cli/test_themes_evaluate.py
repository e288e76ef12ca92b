"""`ideation themes evaluate`: figures for any CSV file, without a database."""

import csv
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ideation.cli.themes import group
from ideation.core.errors import InvalidInput
from ideation.stack.supervisor import IDEATION
from tests.text.voices import TEXTS, TRUTH

FIGURES = {
    *("texts", "themes", "v_measure", "ami", "ari", "stability_ari", "unclear_share"),
    *("seconds", "peak_rss_mb", "skipped"),
}
PAIRS = zip(TEXTS, TRUTH, strict=True)
ROWS = [["id", "text", "label"], *([str(number), *row] for number, row in enumerate(PAIRS))]
COLUMNS = ("--text-column", "text", "--label-column", "label")


def write(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as lines:
        csv.writer(lines).writerows(rows)
    return path


def evaluate(table: Path, *more: str) -> Result:
    return CliRunner().invoke(group, ["evaluate", str(table), *COLUMNS, "--seeds", "1", *more])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write(tmp_path / "table.csv", ROWS)


def test_the_figures_are_printed_as_json(table: Path) -> None:
    done = evaluate(table, "--themes", "4", "--json")
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert set(figures) == FIGURES
    assert (figures["texts"], figures["themes"], figures["skipped"]) == (40, 4, 0)
    assert figures["v_measure"] > 0.8


@pytest.mark.parametrize("number", ["auto", ""])
def test_the_engine_chooses_the_number_of_themes(table: Path, number: str) -> None:
    figures = json.loads(evaluate(table, "--themes", number, "--json").stdout)
    assert figures == figures | json.loads(evaluate(table, "--json").stdout) | {
        name: figures[name] for name in ("seconds", "peak_rss_mb")
    }
    assert 3 <= figures["themes"] <= 12


def test_the_figures_are_printed_for_people(table: Path) -> None:
    done = evaluate(table)
    assert done.exit_code == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} == FIGURES


def test_rows_without_text_or_label_are_counted_as_skipped(tmp_path: Path) -> None:
    rows = [*ROWS, ["40", "", "net"], ["41", "เน็ตช้า", " "], ["42", " \t", ""], ["43"], []]
    figures = json.loads(evaluate(write(tmp_path / "table.csv", rows), "--json").stdout)
    assert (figures["texts"], figures["skipped"]) == (40, 4)


@pytest.mark.parametrize("encoding", ["cp874", "utf-8-sig"])
def test_what_excel_writes_is_read(table: Path, tmp_path: Path, encoding: str) -> None:
    rows = [["text", "label"], *zip(TEXTS, TRUTH, strict=True)]
    plain = json.loads(evaluate(write(tmp_path / "plain.csv", rows), "--json").stdout)
    other = json.loads(evaluate(write(tmp_path / "other.csv", rows, encoding), "--json").stdout)
    for figures in (plain, other):
        del figures["seconds"], figures["peak_rss_mb"]
    assert plain == other


def test_no_setting_is_needed(table: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*IDEATION, "themes", "evaluate", str(table), *COLUMNS, "--seeds", "1", "--json"],
        env={
            "PATH": os.defpath,
            "LC_ALL": "C.UTF-8",
            "IDEATION_HOME": str(tmp_path / "no-home"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    figures = json.loads(done.stdout)
    assert set(figures) == FIGURES
    # So few texts start no helper, and the process itself needs some 400 MB.
    assert figures["peak_rss_mb"] < 700
    assert not (tmp_path / "no-home").exists()


UNREADABLE = {
    "binary": (b"\x89PNG\r\n\x1a\n\xff\xfe" * 50, "is no text"),
    "UTF-16": ("text,label\nเน็ต,net\n".encode("utf-16") * 20, "is no text"),
    "unclosed quote": (("text,label\n" + "ช้า,net\n" * 20 + '"ช้า,net\n').encode(), "as CSV"),
    "nothing": (b"", "no column 'text'"),
    "other columns": (b"a,b\n" + b"1,2\n" * 20, "It has: a, b."),
    "no label column": (b"text,b\n" + b"1,2\n" * 20, "no column 'label'"),
    "heading only": (b"text,label\n", "0 rows with text and label; at least 10"),
    "too few": (b"text,label\n" + b"slow,net\n" * 9, "9 rows with text and label; at least 10"),
    "no labels": (b"text,label\n" + b"slow,\n" * 20, "0 rows with text and label"),
}


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_measured_is_told_in_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    done = evaluate(path)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert sentence in done.stderr


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_is_not_there_is_told_of(tmp_path: Path, name: str) -> None:
    done = evaluate(tmp_path / name)
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)
    assert "Error: Invalid value for 'TABLE'" in done.stderr


@pytest.mark.parametrize("number", ["0", "-3", "many", "1.5", "99999"])
def test_numbers_of_themes_that_cannot_be_are_refused(table: Path, number: str) -> None:
    done = evaluate(table, "--themes", number)
    assert done.exit_code != 0
    # The `ideation` command itself prints an error of this kind as one sentence.
    assert isinstance(done.exception, SystemExit | InvalidInput)
    assert str(done.exception)
