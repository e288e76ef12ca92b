"""A sentence-transformers model takes the place of the vectoriser; nothing is fetched for it."""

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import v_measure_score

from ideation.text import (
    EncoderError,
    SentenceEncoder,
    ThemeClusterer,
    normalise,
    propose_themes,
)
from ideation.text.encoder import fingerprint
from ideation.text.placer_file import UnfitPlacer, placer_bytes, read_placer

from .crowd import crowd
from .voices import TEXTS, TRUTH

pytestmark = pytest.mark.xdist_group("encoder")

HOSTILE = ["", " \u200b\n", "😀", "ก" * 20_000, "\ud800", "hello world", "๑๒๓ มากกกก"]


@pytest.fixture
def fitted(bert_directory: Path) -> SentenceEncoder:
    return SentenceEncoder(bert_directory, n_jobs=1).fit(TEXTS)


@pytest.fixture
def copied(bert_directory: Path, tmp_path: Path) -> Path:
    """A copy of a model that a test may spoil."""
    return Path(shutil.copytree(bert_directory, tmp_path / "model"))


def test_rows_are_what_the_model_itself_gives(fitted: SentenceEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(fitted.directory), device="cpu")
    expected = model.encode([normalise(text) for text in TEXTS], normalize_embeddings=True)
    found = fitted.transform(TEXTS)
    assert (found.dtype, found.shape) == (np.float32, (40, fitted.n_features_out_))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_rows_have_length_one_and_texts_without_anything_visible_none(
    fitted: SentenceEncoder,
) -> None:
    rows = fitted.transform(HOSTILE)
    np.testing.assert_allclose(np.linalg.norm(rows[2:4], axis=1), 1, atol=1e-6)
    assert not rows[:2].any()
    assert np.isfinite(rows).all()
    assert not fitted.fit_transform(["", " "]).any()
    assert fitted.transform([]).shape == (0, fitted.n_features_out_)


def test_spellings_of_the_same_text_are_one(fitted: SentenceEncoder) -> None:
    one, other = fitted.transform(["เน็ตช้ามาก ๕ วัน", "เน็ตช้ามากกกก\u200b 5 วัน"])
    np.testing.assert_array_equal(one, other)


def test_a_row_depends_on_its_text_alone(fitted: SentenceEncoder) -> None:
    texts, _ = crowd()
    order = np.random.default_rng(3).permutation(len(texts))
    rows = fitted.transform(texts)
    np.testing.assert_array_equal(fitted.transform(texts), rows)
    shuffled = fitted.place_batch([texts[row] for row in order])
    np.testing.assert_array_equal(shuffled, rows[order])
    alone = np.vstack([fitted.place_batch([text]) for text in texts[:30]])
    np.testing.assert_array_equal(alone, rows[:30])


def test_other_processes_give_the_same_rows(bert_directory: Path) -> None:
    texts = [f"{text} ครั้งที่ {number}" for number in range(26) for text in TEXTS]
    one, two = (SentenceEncoder(bert_directory, n_jobs=jobs) for jobs in (1, 2))
    np.testing.assert_array_equal(one.fit_transform(texts), two.fit_transform(texts))


def run(script: str, *arguments: object, **environ: str) -> str:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(
        command, env={**os.environ, **environ}, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout


def test_it_asks_no_network_and_threads_do_not_matter(fitted: SentenceEncoder) -> None:
    script = """
import hashlib, sys
asked = []
names = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
sys.addaudithook(lambda event, _: asked.append(event) if event in names else None)
from ideation.text import SentenceEncoder
from tests.text.voices import TEXTS
rows = SentenceEncoder(sys.argv[1]).fit_transform(TEXTS)
print(asked, hashlib.sha256(rows.tobytes()).hexdigest())
"""
    here = hashlib.sha256(fitted.transform(TEXTS).tobytes()).hexdigest()
    assert run(script, fitted.directory, OMP_NUM_THREADS="1") == f"[] {here}\n"


def test_themes_are_those_the_model_sees(knowing_directory: Path) -> None:
    texts, truth = crowd()
    encoder = SentenceEncoder(knowing_directory)
    given = dict(vars(encoder))
    model = ThemeClusterer(4, vectoriser=encoder).fit(texts)
    assert model.vectors_.shape == (400, 4)
    assert v_measure_score(truth, model.labels_) > 0.9
    assert (model.predict(texts[:50]) == model.labels_[:50]).mean() > 0.9
    assert model.vectoriser is encoder
    assert vars(encoder) == given
    other = ThemeClusterer(4).fit(texts)
    assert other.vectors_.shape[1] > 100


def test_a_proposal_names_the_model_and_has_labels(
    knowing_directory: Path, bert_directory: Path
) -> None:
    encoder = SentenceEncoder(knowing_directory)
    found = propose_themes(TEXTS, n_themes=4, vectoriser=encoder)
    assert v_measure_score(TRUTH, found.labels) > 0.9
    assert len({theme.label for theme in found.themes}) == 4
    assert found == propose_themes(TEXTS, n_themes=4, vectoriser=encoder)
    name, _, told = found.parameters["vectoriser"].partition(" sha256:")
    assert (name, told) == (knowing_directory.name, fingerprint(knowing_directory))
    assert found.parameters["torch"]
    other = propose_themes(TEXTS, n_themes=4, vectoriser=SentenceEncoder(bert_directory))
    assert other.parameters["vectoriser"] != found.parameters["vectoriser"]
    assert propose_themes(TEXTS, n_themes=4).parameters["vectoriser"] == "TextVectoriser"


def test_what_is_stored_holds_no_weights(knowing_directory: Path) -> None:
    model = ThemeClusterer(4, vectoriser=SentenceEncoder(knowing_directory)).fit(TEXTS)
    weights = (knowing_directory / "model.safetensors").read_bytes()
    stored = pickle.dumps(model.placer_)
    assert weights[-512:] not in stored
    back = pickle.loads(stored)  # noqa: S301  # this test wrote it
    np.testing.assert_array_equal(back.place(TEXTS)[1].labels, model.predict(TEXTS))


def test_a_helper_with_other_files_refuses(copied: Path) -> None:
    stored = pickle.dumps(SentenceEncoder(copied).fit(TEXTS))
    with (copied / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    script = """
import pickle, sys
from ideation.text import EncoderError
try:
    pickle.loads(bytes.fromhex(sys.argv[1])).place_batch(["เน็ตช้า"])
except EncoderError as error:
    print(error)
"""
    told = run(script, stored.hex())
    assert "holds another model here than where the run began" in told


def test_the_fingerprint_tells_names_and_contents_of_files(copied: Path, tmp_path: Path) -> None:
    def twin(name: str) -> Path:
        return Path(shutil.copytree(copied, tmp_path / name))

    same = twin("same")
    (same / ".cache").mkdir()
    (same / ".cache" / "date").write_text("2026")
    other = twin("other")
    (other / "1_Pooling" / "config.json").write_text("{}")
    renamed = twin("renamed")
    (renamed / "1_Pooling").rename(renamed / "2_Pooling")
    shorter = twin("shorter")
    (shorter / "README.md").unlink()
    prints = [fingerprint(each) for each in (copied, same, other, renamed, shorter)]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 4
    assert len(prints[0]) == 64


def missing(model: Path) -> None:
    shutil.rmtree(model)


def no_manifest(model: Path) -> None:
    (model / "modules.json").unlink()


def no_weights(model: Path) -> None:
    (model / "model.safetensors").unlink()


def torn_weights(model: Path) -> None:
    os.truncate(model / "model.safetensors", 5_000)


def no_json(model: Path) -> None:
    (model / "config_sentence_transformers.json").write_text("{")


def reranker(model: Path) -> None:
    change(
        model / "config_sentence_transformers.json", lambda found: {"model_type": "CrossEncoder"}
    )


def no_pooling(model: Path) -> None:
    change(model / "modules.json", lambda found: found[:1])


def own_module(model: Path) -> None:
    """Name a class in a file of the model, which would end the tests if it was run."""
    (model / "own.py").write_text("raise SystemExit('this must not run')")
    change(model / "modules.json", lambda found: [{**found[0], "type": "own.Own"}, *found[1:]])


def own_architecture(model: Path) -> None:
    (model / "own.py").write_text("raise SystemExit('this must not run')")
    own = {"AutoConfig": "own.Config", "AutoModel": "own.Model"}
    change(model / "config.json", lambda found: {**found, "model_type": "own", "auto_map": own})


def change(path: Path, by: Callable) -> None:
    path.write_text(json.dumps(by(json.loads(path.read_text()))))


REFUSED = {
    missing: "is no directory: give that of a sentence-transformers model",
    no_manifest: "has no modules.json, so it is no sentence-transformers model: copy all files",
    no_weights: "cannot be loaded as a sentence-transformers model: copy its files anew",
    torn_weights: "cannot be loaded",
    no_json: "cannot be loaded",
    reranker: "holds a CrossEncoder: a SentenceTransformer is needed",
    no_pooling: "cannot be loaded",
    own_module: "needs code of its own, which is not run: choose a model",
    own_architecture: "needs code of its own",
}


@pytest.mark.parametrize(
    ("spoil", "sentence"), REFUSED.items(), ids=[each.__name__ for each in REFUSED]
)
def test_what_cannot_be_used_is_told_in_a_sentence(
    copied: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(copied)
    with pytest.raises(EncoderError) as told:
        ThemeClusterer(2, vectoriser=SentenceEncoder(copied)).fit(TEXTS)
    assert str(told.value).startswith(str(copied))
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_a_stored_placer_finds_its_model_again_or_says_that_it_is_gone(copied: Path) -> None:
    placer = ThemeClusterer(4, vectoriser=SentenceEncoder(copied, n_jobs=1)).fit(TEXTS).placer_
    data = placer_bytes(placer)
    assert all(map(np.array_equal, placer.place(HOSTILE)[1], read_placer(data).place(HOSTILE)[1]))

    (copied / "more.txt").write_text("another model")
    fingerprint.cache_clear()
    with pytest.raises(UnfitPlacer, match="holds another model"):
        read_placer(data)
