"""The worker process: `python -m workers.worker`."""

import os
import signal
from typing import Any

import structlog
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ideation import create_app
from ideation.core.queue import NAME, connect
from ideation.diagnose.service import theming
from ideation.extensions import db
from ideation.stack.process import die_with_parent

log = structlog.get_logger()


class ReadyWorker(Worker):
    """A worker that has loaded what jobs need before it forks a process for each of them."""

    def execute_job(self, job: Job, queue: Queue) -> Any:
        """Do a job, in a process that inherits what is loaded here."""
        _keep_ready()
        return super().execute_job(job, queue)


def _keep_ready() -> None:
    try:
        theming.keep_ready()
    except SQLAlchemyError:
        # The job itself meets the same database, and is tried again if that is away.
        log.warning("worker.not_ready", exc_info=True)
    finally:
        db.session.remove()


def _begin_job(engine: Engine) -> None:
    """Prepare the process that RQ has forked for a job.

    It must not use, or close, its parent's database connections, and it must not live on and
    hold a lease when the worker itself is killed.
    """
    engine.dispose(close=False)
    die_with_parent(signal.SIGKILL)


def main() -> None:
    """Work on the queue until told to stop.

    The application is built once and inherited by the process that RQ forks for each job, as are
    dictionaries and what runs learned, so that no job pays for loading them.
    """
    app = create_app()
    with app.app_context():
        engine = db.engine
        os.register_at_fork(after_in_child=lambda: _begin_job(engine))
        connection = connect(app.config["IDEATION"].redis_url)
        # RQ waits for jobs on a blocking call, which needs a longer patience than a web page.
        connection.connection_pool.connection_kwargs.pop("socket_timeout", None)
        ReadyWorker([NAME], connection=connection, serializer=JSONSerializer).work()


if __name__ == "__main__":
    main()
