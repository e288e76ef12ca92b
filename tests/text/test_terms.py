"""What the package ships of background knowledge: small, told of, and in the wheel."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from setuptools import Distribution

from ideation.text import TOKENISER, TermSpace, tokenise

ROOT = Path(__file__).parents[2]
SHIPPED = ("terms-2", "background-1")


@pytest.fixture(scope="module")
def terms() -> TermSpace:
    return TermSpace.load()


def likeness(terms: TermSpace, one: str, other: str) -> float:
    return float(terms.vectors[terms.rows[one]] @ terms.vectors[terms.rows[other]])


def test_the_shipped_files_are_small_together() -> None:
    sizes = [len(files("ideation.text").joinpath(f"{name}.npz").read_bytes()) for name in SHIPPED]
    assert sum(sizes) <= 8_000_000


@pytest.mark.parametrize("name", SHIPPED)
def test_the_origin_of_a_shipped_file_lies_beside_it(name: str) -> None:
    folder = files("ideation.text")
    origin = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    data = (folder / f"{name}.npz").read_bytes()
    assert origin["sha256"] == hashlib.sha256(data).hexdigest()
    assert origin["parameters"]["name"] == name
    assert origin["source"]
    assert origin["licence"]
    assert origin["command"].startswith("ideation text train-")
    assert f"{name}.npz" in origin["command"]
    assert "/" not in origin["command"]


def test_everything_beside_the_code_is_in_the_wheel() -> None:
    distribution = Distribution({"packages": ["ideation.text", "ideation.text.labels"]})
    distribution.parse_config_files([str(ROOT / "setup.cfg")])
    build = distribution.get_command_obj("build_py")
    build.ensure_finalized()
    build.analyze_manifest()
    packages = {}
    for package in distribution.packages:
        folder = ROOT / package.replace(".", "/")
        packed = {Path(name).name for name in build.find_data_files(package, str(folder))}
        packages[package] = packed
        there = {each.name for each in folder.iterdir() if each.is_file() and each.suffix != ".py"}
        assert packed == there
    assert packages["ideation.text"] >= {
        *(f"{name}{suffix}" for name in SHIPPED for suffix in (".npz", ".json")),
        *("particles.txt", "policy_words.txt", "variants.txt"),
    }
    assert packages["ideation.text.labels"] >= {"vague_words.txt", "word_habits.txt"}


def test_loading_twice_gives_the_same_space() -> None:
    assert TermSpace.load() is TermSpace.load()


def test_each_word_has_one_row_of_length_one_and_a_share(terms: TermSpace) -> None:
    assert len(terms.rows) == len(terms.words) == len(terms.vectors) == len(terms.share)
    lengths = np.linalg.norm(terms.vectors, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
    assert float(terms.share.sum()) == pytest.approx(1, abs=1e-3)
    assert np.all(np.diff(terms.share) <= 0)
    assert [terms.words[row] for row in terms.rows.values()] == list(terms.words)


def test_words_are_cut_as_texts_are(terms: TermSpace) -> None:
    origin = json.loads(files("ideation.text").joinpath("terms-2.json").read_text("utf-8"))
    assert origin["parameters"]["tokeniser"] == TOKENISER
    common = terms.words[:2_000]
    assert np.mean([tokenise(word) == [word] for word in common]) > 0.97


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("รถไฟฟ้า", "รถไฟ", "วัคซีน"),
        ("วัคซีน", "โรงพยาบาล", "ดาวเทียม"),
        ("มิจฉาชีพ", "หลอกลวง", "เกษตรกร"),
        ("น้ำท่วม", "ฝน", "อินเทอร์เน็ต"),
    ],
)
def test_words_of_one_matter_are_near(terms: TermSpace, word: str, near: str, far: str) -> None:
    assert likeness(terms, word, near) > likeness(terms, word, far) + 0.05
