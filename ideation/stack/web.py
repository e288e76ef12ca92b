"""Settings of gunicorn: `gunicorn -c python:ideation.stack.web wsgi:application`.

An option on gunicorn's command line goes before what stands here.
"""

import gc
import os
import signal
from typing import Any

from prometheus_client import multiprocess

from ideation.stack.process import die_with_parent

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 2
# The application is built once and inherited by the workers: half the start and less memory.
# It opens no connection before the fork; new code needs a restart, SIGHUP is not enough.
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
# A worker that has served many requests gives its memory back; the jitter keeps two from
# leaving at the same time.
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True

# Allocations before the youngest, middle and oldest objects are collected: a page makes some
# thousands of short-lived ones, which reference counting frees by itself.
COLLECT_AFTER = (50_000, 20, 20)


def when_ready(_server: Any) -> None:
    """Leave what the application is made of out of garbage collection in every worker.

    Collecting walks all that lives. Without this, each full round walks the libraries too, and
    copies the memory that workers share.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def post_fork(_server: Any, _worker: Any) -> None:
    """Bind a new worker to the life of gunicorn itself."""
    die_with_parent(signal.SIGTERM)


def child_exit(_server: Any, worker: Any) -> None:
    """Take the gauges of a worker that has ended out of the metrics."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # as published
