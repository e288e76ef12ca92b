"""Processes that do the work items: the worker, its job, and the reconciler."""
