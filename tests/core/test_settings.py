"""Settings are read once, and a bad one stops the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ideation.config import BadSettings, read

SERVERS = {
    "IDEATION_ENV": "test",
    "DATABASE_URL": "postgresql://localhost/nowhere",
    "REDIS_URL": "redis://localhost:1/0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**SERVERS, "IDEATION_HOME": str(tmp_path)}


def test_without_a_file_of_terms_there_are_none(environ):
    assert read(environ).text_words == ()


def test_terms_are_read_without_comments_and_empty_lines(environ, tmp_path):
    path = tmp_path / "words.txt"
    path.write_bytes("\ufeff# บริการของเรา\r\nศูนย์ร่วมโยธี # ชั้น 2\r\n\r\ne-โยธี\r\n".encode())
    assert read({**environ, "TEXT_WORDS_FILE": str(path)}).text_words == ("ศูนย์ร่วมโยธี", "e-โยธี")


@pytest.mark.parametrize("bad", ["ก" * 61, "12345", "ศูนย์ โยธี", "ๆ"])
def test_a_line_that_is_no_term_is_named(environ, tmp_path, bad):
    path = tmp_path / "words.txt"
    path.write_text(f"ศูนย์ร่วมโยธี\n\n{bad}\n", encoding="utf-8")
    with pytest.raises(BadSettings, match="TEXT_WORDS_FILE, line 3: "):
        read({**environ, "TEXT_WORDS_FILE": str(path)})


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(environ, tmp_path, content):
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadSettings, match=r"TEXT_WORDS_FILE is '.*words\.txt': "):
        read({**environ, "TEXT_WORDS_FILE": str(path)})


def test_the_application_cuts_the_terms_of_its_agency(environ, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("ศูนย์ร่วมโยธี\n", encoding="utf-8")
    program = """
import sys
from ideation import create_app
create_app()
assert "pythainlp" not in sys.modules, "the start waits for the dictionary"
from ideation.text import tokenise
print("ศูนย์ร่วมโยธี" in tokenise("ไปศูนย์ร่วมโยธีมา"))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environ, "TEXT_WORDS_FILE": str(path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "True"


def test_without_an_encoder_there_is_none(environ):
    assert read(environ).text_encoder is None
    assert read({**environ, "TEXT_ENCODER": ""}).text_encoder is None


@pytest.mark.xdist_group("encoder")
def test_the_directory_of_an_encoder_is_given_whole(environ, knowing_directory, monkeypatch):
    monkeypatch.chdir(knowing_directory.parent)
    found = read({**environ, "TEXT_ENCODER": knowing_directory.name}).text_encoder
    assert found == knowing_directory


def test_an_encoder_that_is_not_there_is_named(environ, tmp_path):
    with pytest.raises(BadSettings, match=r"TEXT_ENCODER is '.*nowhere': .* is no directory"):
        read({**environ, "TEXT_ENCODER": str(tmp_path / "nowhere")})
    with pytest.raises(BadSettings, match=r"TEXT_ENCODER is .*has no modules\.json"):
        read({**environ, "TEXT_ENCODER": str(tmp_path)})


def test_the_library_of_an_encoder_is_named_where_it_is_missing(environ, tmp_path, monkeypatch):
    (tmp_path / "modules.json").write_text("[]")
    # Python's own way to say that a module cannot be imported, for machines that have it.
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(BadSettings, match=r"pip install 'ideation\[encoder\]'"):
        read({**environ, "TEXT_ENCODER": str(tmp_path)})
