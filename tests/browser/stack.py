"""The running product for the browser tests: real processes, filled once."""

import csv
import json
import subprocess
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from passlib.totp import TOTP

from ideation.demo.content import HERE as DEMO
from tests.browser.seed import PATH, RICH, WHOLE
from tests.processes import ROOT, Processes, wait_for
from tests.smtp import SmtpServer

VOICES = 40


@dataclass
class Stack:
    """A running product and what its database holds."""

    processes: Processes
    names: dict
    cookies: dict[str, str]
    totp: TOTP
    smtp: SmtpServer

    @property
    def url(self) -> str:
        return self.processes.url

    def code(self) -> str:
        """The officer's six digits of this moment."""
        return self.totp.generate().token

    def letters(self) -> list[EmailMessage]:
        """Every letter that the workers sent."""
        return self.smtp.letters()


def fill(processes: Processes, folder: Path, smtp: SmtpServer) -> Stack:
    """Start the processes, load people, rounds and voices, and form themes."""
    _succeed(processes.command("db", "upgrade"))
    processes.start(workers=1)
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.browser.seed"],
        env=processes.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    given = json.loads(_succeed(seeded).splitlines()[-1])
    table = folder / "voices.csv"
    write_voices(table)
    for slug in (RICH, PATH, WHOLE):
        _succeed(processes.command("submissions", "import", str(table), "--round", slug))
    wait_for("every voice has its vector", lambda: _settled(processes), 120)
    _succeed(processes.command("themes", "run", "--round", RICH, "--json"))
    totp = TOTP.from_uri(given["totp_uri"])
    return Stack(processes, given["names"], given["cookies"], totp, smtp)


def _settled(processes: Processes) -> bool:
    # The command fails while its balance does not hold, which here it never does: the small
    # world's voices were written without work.
    answer = processes.command("work", "status", "--json")
    return json.loads(answer.stdout)["in_flight"] == 0


def write_voices(target: Path) -> None:
    """Write voices of the demo as a table for import."""
    with (DEMO / "voices" / "infrastructure.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))[:VOICES]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["text", "province"])
        writer.writerows([row["text"], row["province"]] for row in rows)


def _succeed(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done.stdout
