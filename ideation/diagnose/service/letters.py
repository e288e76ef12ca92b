"""Letters to the person who sent a submission, if an address was given."""

from datetime import datetime

from ideation.diagnose.models import Submission
from ideation.notify.service import send_later


def tell(submission: Submission, template: str, *, key: str, now: datetime) -> None:
    """Add a letter about a submission to the caller's transaction.

    Args:
        submission: the one it is about.
        template: name of a file in `templates/mail` that needs only the number.
        key: names the act, so that it is told once.
        now: the present moment.
    """
    if submission.contact_email is None:
        return
    send_later(
        key=key,
        recipient=submission.contact_email,
        language=submission.contact_language,
        template=template,
        context={"number": submission.number},
        now=now,
    )
