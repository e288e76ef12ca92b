"""What `script/setup` says on a machine that lacks something."""

import configparser
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parents[2]
SETUP = TOP / "script" / "setup"


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A copy of the script beside a PATH that holds only the basic tools."""
    (tmp_path / "script").mkdir()
    shutil.copy2(SETUP, tmp_path / "script" / "setup")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "cat", "rm", "cksum", "env"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    return tmp_path


def old_python(machine: Path) -> None:
    script = machine / "tools" / "python3"
    script.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" || exit 1\n')
    script.chmod(0o755)


def run_setup(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "script" / "setup", *arguments],
        env={"PATH": str(machine / "tools"), "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_older_python_is_named_with_the_remedy(bare_machine):
    old_python(bare_machine)
    done = run_setup(bare_machine)

    assert done.returncode == 1
    assert "Python 3.11 or newer is needed and this machine has Python 3.9.2" in done.stderr
    assert "PYTHON=" in done.stderr
    assert not (bare_machine / ".venv").exists()


def test_no_python_at_all_is_said(bare_machine):
    done = run_setup(bare_machine)

    assert done.returncode == 1
    assert "this machine has no Python at all" in done.stderr


def test_an_unknown_option_is_refused(bare_machine):
    done = run_setup(bare_machine, "--fast")

    assert done.returncode == 2
    assert "unknown option --fast" in done.stderr


def pinned(lock: str) -> dict[str, str]:
    """The exact versions of a lock, by name."""
    lines = (TOP / lock).read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum()]
    found = {}
    for each in wanted:
        (exact,) = each.specifier
        assert exact.operator == "=="
        found[canonicalize_name(each.name)] = exact.version
    return found


def test_the_encoder_comes_on_top_and_its_extra_takes_what_is_pinned():
    encoder = pinned("requirements-encoder.lock")
    assert not encoder.keys() & pinned("requirements-dev.lock").keys()
    settings = configparser.ConfigParser()
    settings.read(TOP / "setup.cfg", encoding="utf-8")
    for line in settings["options.extras_require"]["encoder"].split("\n"):
        if line and not line.startswith("#"):
            wanted = Requirement(line)
            assert wanted.specifier.contains(encoder[canonicalize_name(wanted.name)])
