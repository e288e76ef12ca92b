"""Prometheus metrics: requests by endpoint, and the balance of the work items."""

import os

from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics
from prometheus_flask_exporter.multiprocess import MultiprocessInternalPrometheusMetrics


def init_app(app: Flask) -> None:
    """Serve `/metrics`; several gunicorn workers share their figures through a folder."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiprocessInternalPrometheusMetrics(app, group_by="endpoint")
        return
    PrometheusMetrics(app, group_by="endpoint", registry=CollectorRegistry())
