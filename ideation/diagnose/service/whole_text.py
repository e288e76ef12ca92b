"""All the words of a submission, as the engine reads them."""

from sqlalchemy import Label, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ideation.diagnose.models import Addition, Submission


def whole_text() -> Label[str]:
    """Select the words of a submission that its theme and its search words come from.

    Returns:
        a column `whole_text`: title, text, and what was added later, each on lines of its own.
    """
    in_order = aggregate_order_by(literal("\n"), Addition.id)
    added = (
        select(func.string_agg(Addition.text, in_order))
        .where(Addition.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    parts = (func.nullif(Submission.title, ""), Submission.text, added)
    return func.concat_ws(literal("\n"), *parts).label("whole_text")
