"""The queue: RQ on Redis, which carries nothing but ids of work items."""

import time
from collections.abc import Sequence

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = structlog.get_logger()

NAME = "ideation"
JOB = "workers.jobs.run"
QUIET_SECONDS = 5.0
_MAX_HINTS_AT_ONCE = 1_000


def connect(redis_url: str) -> Redis:
    """Return a connection that gives up quickly: a person may be waiting for the page."""
    return Redis.from_url(redis_url, socket_connect_timeout=0.3, socket_timeout=1.0)


def open_queue(connection: Redis) -> Queue:
    """Return the one queue of the product."""
    return Queue(NAME, connection=connection, serializer=JSONSerializer, default_timeout=3600)


class QueueHinter:
    """Pushes ids to the queue, and keeps still for a while after the queue was away.

    Args:
        queue: the queue that workers listen to.
    """

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self._quiet_until = 0.0

    def __call__(self, item_ids: Sequence[int]) -> None:
        """Hint at items; a hint that cannot be sent is left to the reconciler."""
        if time.monotonic() < self._quiet_until:
            return
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        try:
            jobs = [
                Queue.prepare_data(
                    JOB,
                    args=(item_id,),
                    kwargs={"request_id": request_id},
                    result_ttl=0,
                    failure_ttl=3600,
                    timeout=3600,
                )
                for item_id in item_ids[:_MAX_HINTS_AT_ONCE]
            ]
            self.queue.enqueue_many(jobs)
        except RedisError as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("queue.hint_lost", items=len(item_ids), error=str(error))
