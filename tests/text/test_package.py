"""The package stands alone, and loads little."""

import subprocess
import sys


def run(script: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    ).stdout


def test_text_loads_no_web_no_database_and_no_queue() -> None:
    script = """
import sys
import ideation.text as text
text.BackgroundSpace.load().transform(["เน็ตช้า"])
text.search_terms("เน็ตช้า")
forbidden = {"flask", "sqlalchemy", "rq", "redis", "sklearn", "scipy"}
print(sorted(forbidden & {name.partition(".")[0] for name in sys.modules}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_finding_themes_does_not_load_scikit_learn() -> None:
    """A fresh worker would spend longer on that than on the themes of some thousand texts."""
    script = """
import sys
from ideation.text import propose_themes
texts = [f"เรื่องที่ {place} {word}" for place in range(6) for word in map(chr, range(3585, 3631))]
propose_themes(texts)
many = propose_themes(texts, n_themes=25)
print(len(many.topic_labels) > 1, "scipy" in sys.modules, "sklearn" in sys.modules)
"""
    assert run(script).split() == ["True", "True", "False"]


def test_a_run_repeats_itself_in_another_process() -> None:
    script = """
from ideation.text import propose_themes
from tests.text.voices import TEXTS
proposal = propose_themes(TEXTS * 3)
print(proposal.input_hash, proposal.labels, [theme.label for theme in proposal.themes])
"""
    first, second = run(script), run(script)
    assert first == second
    assert len(first) > 200
