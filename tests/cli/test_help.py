"""Help is given before anything is set up, and asks for nothing that it does not need."""

import os
import subprocess
import sys

import pytest

from ideation.cli import NOUNS
from ideation.stack.supervisor import IDEATION

BARE = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


def ideation(folder, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*IDEATION, *arguments],
        env={**BARE, "IDEATION_HOME": str(folder / "no-home")},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_lists_every_noun_without_a_database(tmp_path):
    answer = ideation(tmp_path, "--help")
    assert answer.returncode == 0
    assert answer.stderr == ""
    assert [noun for noun in (*NOUNS, "up", "doctor") if f"  {noun} " not in answer.stdout] == []


def test_what_needs_a_database_says_so_in_one_sentence(tmp_path):
    answer = ideation(tmp_path, "themes", "list", "--round", "any")
    assert answer.returncode == 1
    assert answer.stderr.startswith("ideation: DATABASE_URL is not set: give the address")
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("module", ["sqlalchemy", "flask_security", "sklearn", "pythainlp"])
def test_starting_the_stack_does_not_wait_for_what_its_children_import(module):
    program = f"import sys, ideation.cli; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
