"""The `ideation` command."""
