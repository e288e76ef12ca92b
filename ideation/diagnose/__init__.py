"""Diagnose: submissions from many channels become themes, and officers choose among them (O1)."""
