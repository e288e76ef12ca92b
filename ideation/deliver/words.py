"""The words of Deliver that people read for what the database stores."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ideation.core.i18n import _l
from ideation.deliver.models import (
    DossierState,
    EntryKind,
    OutcomeState,
    PocState,
    Ruling,
    Verdict,
)


class Word(NamedTuple):
    """How a state is shown: what it is called, the tone of its chip, and its icon."""

    label: Any
    tone: str
    icon: str


DOSSIER_STATES: Mapping[str, Word] = MappingProxyType(
    {
        DossierState.DRAFTING: Word(_l("Being written"), "quiet", "draft"),
        DossierState.SUBMITTED: Word(_l("Handed in"), "info", "inbox"),
        DossierState.SCHEDULED: Word(_l("On an agenda"), "info", "calendar"),
        DossierState.RETURNED: Word(_l("Returned for revision"), "warning", "undo"),
        DossierState.APPROVED: Word(_l("Approved"), "success", "check-circle"),
        DossierState.REJECTED: Word(_l("Not approved"), "danger", "cross-circle"),
    }
)
RULINGS: Mapping[str, Word] = MappingProxyType(
    {
        Ruling.APPROVED: DOSSIER_STATES[DossierState.APPROVED],
        Ruling.RETURNED: DOSSIER_STATES[DossierState.RETURNED],
        Ruling.REJECTED: DOSSIER_STATES[DossierState.REJECTED],
    }
)
OUTCOME_STATES: Mapping[str, Word] = MappingProxyType(
    {
        OutcomeState.PLANNED: Word(_l("Planned"), "quiet", "calendar"),
        OutcomeState.IN_PROGRESS: Word(_l("In progress"), "info", "progress"),
        OutcomeState.DONE: Word(_l("Done"), "success", "check-circle"),
        OutcomeState.DROPPED: Word(_l("Dropped, with the reason"), "danger", "cross-circle"),
    }
)

# --- Proofs of concept ---

POC_STATES: Mapping[str, Word] = MappingProxyType(
    {
        PocState.PLANNED: Word(_l("Being prepared"), "quiet", "calendar"),
        PocState.RUNNING: Word(_l("Trial is running"), "info", "progress"),
        PocState.FINISHED: Word(_l("Tried out, it goes on"), "success", "check-circle"),
        PocState.STOPPED: Word(_l("Trial stopped"), "danger", "cross-circle"),
    }
)
VERDICTS: Mapping[str, Word] = MappingProxyType(
    {
        Verdict.WORKS: Word(_l("It works"), "success", "check-circle"),
        Verdict.PARTLY: Word(_l("It works in part"), "warning", "info"),
        Verdict.NOT: Word(_l("It does not work"), "danger", "cross-circle"),
    }
)
DIARY_KINDS: Mapping[str, Word] = MappingProxyType(
    {
        "plan": Word(_l("The trial was planned"), "quiet", "calendar"),
        "start": Word(_l("The trial began"), "info", "progress"),
        EntryKind.NOTE: Word(_l("Diary note"), "quiet", "draft"),
        EntryKind.ADJUST: Word(_l("Adjusted"), "warning", "settings"),
        EntryKind.GO: Word(_l("Tried out, it goes on"), "success", "check-circle"),
        EntryKind.STOP: Word(_l("Stopped"), "danger", "cross-circle"),
    }
)
