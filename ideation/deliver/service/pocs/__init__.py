"""Proofs of concept: their plan, what becomes of them, what is measured, and who takes part."""

from ideation.deliver.findings import Finding, finding
from ideation.deliver.service.pocs import given, plans
from ideation.deliver.service.pocs.acts import change, note
from ideation.deliver.service.pocs.charts import Chart, chart_of
from ideation.deliver.service.pocs.listing import Card, Listing, browse, search_pocs
from ideation.deliver.service.pocs.measuring import (
    complete_milestone,
    delete_measurement,
    measure,
    measure_table,
    reopen_milestone,
    trial_of_milestone,
)
from ideation.deliver.service.pocs.planning import (
    Desk,
    desk_of,
    edit,
    plan,
    prepare_adjust,
    prepare_edit,
    prepare_new,
    version_of,
)
from ideation.deliver.service.pocs.plans import IndicatorPlan, MilestonePlan, PocPlan
from ideation.deliver.service.pocs.reading import (
    PocPage,
    Wish,
    all_measurements,
    prepare_end,
    show,
    show_indicator,
)
from ideation.deliver.service.pocs.tables import BadRows
from ideation.deliver.service.pocs.taking_part import (
    Verdicts,
    give_feedback,
    hide_feedback,
    join,
    leave,
    trial_of_feedback,
    unhide_feedback,
    verdicts_of,
)
from ideation.deliver.service.pocs.waiting import waiting_for

__all__ = [
    "BadRows",
    "Card",
    "Chart",
    "Desk",
    "Finding",
    "IndicatorPlan",
    "Listing",
    "MilestonePlan",
    "PocPage",
    "PocPlan",
    "Verdicts",
    "Wish",
    "all_measurements",
    "browse",
    "change",
    "chart_of",
    "complete_milestone",
    "delete_measurement",
    "desk_of",
    "edit",
    "finding",
    "give_feedback",
    "given",
    "hide_feedback",
    "join",
    "leave",
    "measure",
    "measure_table",
    "note",
    "plan",
    "plans",
    "prepare_adjust",
    "prepare_edit",
    "prepare_end",
    "prepare_new",
    "reopen_milestone",
    "search_pocs",
    "show",
    "show_indicator",
    "trial_of_feedback",
    "trial_of_milestone",
    "unhide_feedback",
    "verdicts_of",
    "version_of",
    "waiting_for",
]
