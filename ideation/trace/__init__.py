"""Trace: the walk from any voice to its outcome, and back."""
