"""How long many texts take, from a file to labelled themes."""

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.theming.process import in_own_process, timed
from benchmarks.theming.sets import write_sentences

SIZES = (10_000, 100_000, 1_000_000)
MOST_TIMES = 11


def measure(file: str) -> dict[str, Any]:
    """Run the engine on the lines of a file."""
    proposal, spent = timed(lambda: _propose(file))
    return {"texts": len(proposal.labels), "themes": len(proposal.themes), **spent}


def _propose(file: str) -> Any:
    from ideation.text import propose_themes

    return propose_themes(Path(file).read_text(encoding="utf-8").split("\n"))


def rows(largest: int) -> list[dict[str, Any]]:
    """Measure each size, and how many times as long as the size before it took."""
    with tempfile.TemporaryDirectory() as folder:
        files = in_own_process(write_sentences, folder=folder, sizes=SIZES)
        sizes = [size for size in SIZES if size <= largest]
        found = [in_own_process(measure, file=files[str(size)]) for size in sizes]
    before: dict[str, Any] | None = None
    for row in found:
        row["times_the_size_before"] = (
            round(row["seconds"] / before["seconds"], 2) if before else ""
        )
        row["wanted_at_most"] = MOST_TIMES if row["texts"] == SIZES[-1] else ""
        before = row
    return found
