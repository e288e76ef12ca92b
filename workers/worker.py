"""The worker process: `python -m workers.worker`."""

import os
import signal

from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy import Engine

from ideation import create_app
from ideation.core.queue import NAME, connect
from ideation.extensions import db
from ideation.stack.process import die_with_parent


def _begin_job(engine: Engine) -> None:
    """Prepare the process that RQ has forked for a job.

    It must not use, or close, its parent's database connections, and it must not live on and
    hold a lease when the worker itself is killed.
    """
    engine.dispose(close=False)
    die_with_parent(signal.SIGKILL)


def main() -> None:
    """Work on the queue until told to stop.

    The application is built once and inherited by the process that RQ forks for each job, so
    that no job pays for the imports.
    """
    app = create_app()
    with app.app_context():
        engine = db.engine
        os.register_at_fork(after_in_child=lambda: _begin_job(engine))
        connection = connect(app.config["IDEATION"].redis_url)
        # RQ waits for jobs on a blocking call, which needs a longer patience than a web page.
        connection.connection_pool.connection_kwargs.pop("socket_timeout", None)
        Worker([NAME], connection=connection, serializer=JSONSerializer).work()


if __name__ == "__main__":
    main()
