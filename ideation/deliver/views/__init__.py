"""The pages of Deliver."""

from ideation.deliver.views import committees, meetings, pocs
from ideation.deliver.views.decisions import decisions
from ideation.deliver.views.dossiers import dossiers
from ideation.deliver.views.outcomes import outcomes

blueprints = (
    pocs.blueprint,
    dossiers,
    decisions,
    outcomes,
    committees.blueprint,
    meetings.blueprint,
)
