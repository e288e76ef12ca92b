"""BERTopic on the same texts with the vectors of this product, in an environment of its own."""

import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.theming.process import in_own_process, timed, watched
from benchmarks.theming.quality import measure, summary
from benchmarks.theming.sets import SETS, read

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent / ".env"
VERSIONS = HERE / "bertopic_versions.txt"
INSTALLED = ENVIRONMENT / "installed.txt"
PYTHON = ENVIRONMENT / "bin" / "python"

V_WANTED = 1.15
TIME_WANTED = 10
TIMES = ("seconds", "cpu_seconds", "again_seconds")


def make_environment() -> None:
    """Install BERTopic and what it needs, unless that is done."""
    wanted = VERSIONS.read_text(encoding="utf-8")
    if INSTALLED.is_file() and INSTALLED.read_text(encoding="utf-8") == wanted:
        return
    print("Installing BERTopic in benchmarks/.env ...", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-deps", "-r", str(VERSIONS)]
    subprocess.run(install, check=True)
    subprocess.run([str(PYTHON), "-c", "import bertopic"], check=True)
    INSTALLED.write_text(wanted, encoding="utf-8")


def make_vectors(title: str, out: str) -> dict[str, Any]:
    """Write the vectors that `ideation text embed` gives; do it twice, as all is measured."""
    import numpy as np

    from ideation.text import TextVectoriser

    texts, _ = read(title)
    runs = [timed(lambda: TextVectoriser().fit_transform(texts)) for _time in range(2)]
    np.save(out, runs[0][0])
    return {**runs[0][1], "again_seconds": runs[1][1]["seconds"]}


def rows() -> list[dict[str, Any]]:
    """Measure BERTopic on every set: with its own number of topics, and with that of the labels.

    The engine is asked for its own number, for as many themes as BERTopic finds, and for the number
    of the labels before and after each run of BERTopic, since the pace of a machine changes within
    minutes. A row of BERTopic has more figures under "details"; see `apart`.
    """
    make_environment()
    with tempfile.TemporaryDirectory() as folder:
        return [row for title in SETS for row in _rows_of(title, Path(folder))]


def _rows_of(title: str, folder: Path) -> list[dict[str, Any]]:
    texts, truth = read(title)
    text_file, vector_file = folder / "texts.json", folder / "vectors.npy"
    text_file.write_text(json.dumps(texts), encoding="utf-8")
    vectors = in_own_process(make_vectors, title=title, out=str(vector_file))
    run = [str(PYTHON), "-m", "benchmarks.theming.bertopic_run", str(text_file), str(vector_file)]
    numbers = {"own": 0, "gold": len(set(truth))}
    engine = partial(in_own_process, measure, method="engine", title=title)
    gold = before = engine(number="gold")
    found = []
    for number, wanted in numbers.items():
        row = _row(truth, vectors, watched([*run, str(wanted)]))
        after = engine(number="gold")
        row["details"] |= {f"engine_{name}": mean(before, after, name) for name in TIMES}
        found.append({"set": title, "method": "BERTopic", "number": number} | row)
        before = after
    as_many = engine(number=str(found[0]["themes"]))
    ours = {"gold": gold, "auto": engine(number="auto"), "as many": as_many}
    for number, row in ours.items():
        found.append({"set": title, "method": "engine", "number": number} | row)
    return found


def mean(before: dict[str, Any], after: dict[str, Any], name: str) -> float:
    """Give the mean of a figure of two measurements."""
    return round((float(before[name]) + float(after[name])) / 2, 2)


def _row(truth: list[str], vectors: dict[str, Any], run: dict[str, Any]) -> dict[str, Any]:
    """Put together the time of the vectors and that of BERTopic."""
    found = [each["topics"] for each in run["runs"]]
    figures = summary(truth, found, run["runs"])
    figures = {name: figures[name] for name in figures if name not in ("topics", "words")}
    return figures | {
        "seconds": round(figures["seconds"] + vectors["seconds"], 2),
        "cpu_seconds": round(figures["cpu_seconds"] + vectors["cpu_seconds"], 2),
        "again_seconds": round(figures["again_seconds"] + vectors["again_seconds"], 2),
        "peak_mb": max(run["peak_mb"], vectors["peak_mb"]),
        "others_cores": run["others_cores"],
        "details": {
            "vectors_seconds": vectors["seconds"],
            "vectors_again_seconds": vectors["again_seconds"],
            "import_seconds": run["import_seconds"],
            "words_of_the_largest_topic": " ".join(run["runs"][0]["words"]["0"]),
        },
    }


def apart(found: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Take the details out of rows, which have too many columns for one table."""
    details = [
        {"set": row["set"], "number": row["number"], **row.pop("details")}
        for row in found
        if "details" in row
    ]
    return found, details


def ratios(found: list[dict[str, Any]], details: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare what was measured of the engine with what was measured of BERTopic beside it.

    Args:
        found: The rows of `rows`, without their details.
        details: These, for each row of BERTopic in the same order.
    """
    own = {(row["set"], row["number"]): row for row in found if row["method"] == "engine"}
    theirs = [row for row in found if row["method"] == "BERTopic"]
    pairs = zip(theirs, details, strict=True)
    return [line for row, more in pairs for line in _lines(own, row | more)]


def _lines(own: dict[tuple[str, str], dict[str, Any]], row: dict[str, Any]) -> list[dict[str, Any]]:
    title, number = row["set"], row["number"]
    gold, auto = own[title, "gold"], own[title, "auto"]
    bare = row["seconds"] - row["vectors_seconds"]
    bare_again = row["again_seconds"] - row["vectors_again_seconds"]
    figures = [
        ("V, engine gold / BERTopic", gold["v_measure"] / row["v_measure"], V_WANTED),
        ("V, engine auto / BERTopic", auto["v_measure"] / row["v_measure"], V_WANTED),
        ("V, engine gold / BERTopic, placed texts only", gold["v_measure"] / row["v_placed"], ""),
        ("AMI, engine gold / BERTopic", gold["ami"] / row["ami"], ""),
        ("seconds, BERTopic / engine gold", row["seconds"] / row["engine_seconds"], TIME_WANTED),
        ("seconds, second run", row["again_seconds"] / row["engine_again_seconds"], TIME_WANTED),
        ("seconds, BERTopic without vectors", bare / row["engine_seconds"], ""),
        ("seconds, without vectors, second run", bare_again / row["engine_again_seconds"], ""),
        ("CPU seconds, BERTopic / engine gold", row["cpu_seconds"] / row["engine_cpu_seconds"], ""),
        ("peak MB, BERTopic / engine gold", row["peak_mb"] / gold["peak_mb"], ""),
        ("share left out by BERTopic", row["left_out"], ""),
    ]
    if number == "own":
        many = own[title, "as many"]
        figures += [
            ("V, engine with as many themes / BERTopic", many["v_measure"] / row["v_measure"], ""),
            ("AMI, engine with as many themes / BERTopic", many["ami"] / row["ami"], ""),
        ]
    return [
        {
            "set": title,
            "BERTopic's number": number,
            "figure": figure,
            "value": round(value, 3),
            "wanted": wanted,
            "met": "" if wanted == "" else "yes" if value >= wanted else "no",
        }
        for figure, value, wanted in figures
    ]
