"""The reconciler process: `python -m workers.reconciler`.

The queue may lose hints, and workers may die; whatever is due in the database is hinted at
again from here.
"""

import signal
import threading
from datetime import timedelta

import structlog
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy.exc import DBAPIError

from ideation import create_app
from ideation.core import clock, work
from ideation.extensions import db
from workers import jobs

log = structlog.get_logger()

EVERY_SECONDS = 2.0
GRACE = timedelta(seconds=3)
LONGEST_QUEUE = 500


def main() -> None:
    """Look for overdue work every two seconds until told to stop."""
    app = create_app()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with app.app_context():
        while not stop.wait(EVERY_SECONDS):
            try:
                step(app.extensions["queue"])
            except (DBAPIError, RedisError) as error:
                log.warning("reconciler.waiting", error=str(error))
                db.session.rollback()


def step(queue: Queue) -> int:
    """Do one round: say that we live, and hint at what is overdue.

    A queue that is full already has hints enough; more would only grow it.
    """
    work.beat(db.session, "reconciler", now=clock.now())
    if queue.count > LONGEST_QUEUE:
        return 0
    return jobs.hint_overdue(grace=GRACE)


if __name__ == "__main__":
    main()
