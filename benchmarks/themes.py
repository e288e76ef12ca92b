"""Measures the theme engine beside the usual methods and BERTopic, on real Thai texts.

Run `python benchmarks/themes.py` from the top of the tree; see benchmarks/README.md.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

if not __package__:  # Run as a file, Python looks for modules beside it and not in the tree.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import report
from benchmarks.theming import corrections, growth, placing, quality, rival, scale, space

FILE = "themes"


def show_quality(_arguments: argparse.Namespace) -> None:
    """Compare the engine with the usual methods."""
    report.show_part(FILE, "quality", "Themes beside the labels that people gave", quality.rows())


def show_bertopic(_arguments: argparse.Namespace) -> None:
    """Compare the engine with BERTopic."""
    found, details = rival.apart(rival.rows())
    report.show_part(FILE, "bertopic", "BERTopic with the engine's vectors", found)
    report.show_part(FILE, "bertopic_details", "What of that is whose", details)
    ratios = rival.ratios(found, details)
    report.show_part(FILE, "ratios", "The engine beside BERTopic", ratios)


def show_scale(arguments: argparse.Namespace) -> None:
    """Measure ten thousand to a million texts."""
    found = scale.rows(arguments.largest)
    report.show_part(FILE, "scale", "From a file to labelled themes", found)


def show_assign(_arguments: argparse.Namespace) -> None:
    """Measure the placing of one text."""
    report.show_part(FILE, "assign", "One unseen text finds its theme", placing.rows())
    title = "Hostile texts, alone and as one more of a round"
    report.show_part(FILE, "hostile", title, placing.hostile_rows())


def show_newcomers(_arguments: argparse.Namespace) -> None:
    """Measure where texts that come between runs go."""
    found, stored = placing.newcomer_rows()
    report.show_part(FILE, "newcomers", "A tenth of the texts comes after the run", found)
    report.show_part(FILE, "stored", "What a round keeps of its last run", stored)


def show_corrections(_arguments: argparse.Namespace) -> None:
    """Measure what people's placements teach."""
    title = "5 % of the texts placed by hand: V-measure of the others"
    report.show_part(FILE, "corrections", title, corrections.rows())


def show_growth(_arguments: argparse.Namespace) -> None:
    """Measure how steady themes are when a round grows."""
    title = "Old texts that keep their theme when a round grows"
    report.show_part(FILE, "growth", title, growth.rows())


def show_space(_arguments: argparse.Namespace) -> None:
    """Measure the background space."""
    report.show_part(FILE, "space", "The background space", space.rows())


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "quality": show_quality,
    "bertopic": show_bertopic,
    "assign": show_assign,
    "newcomers": show_newcomers,
    "corrections": show_corrections,
    "growth": show_growth,
    "space": show_space,
    "scale": show_scale,
}


def main() -> None:
    """Measure everything or one part, print tables and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    parser.add_argument(
        "--largest",
        type=int,
        default=scale.SIZES[-1],
        choices=scale.SIZES,
        help="measure no more texts than N at scale",
    )
    arguments = parser.parse_args()
    for part in [arguments.only] if arguments.only else PARTS:
        PARTS[part](arguments)


if __name__ == "__main__":
    main()
