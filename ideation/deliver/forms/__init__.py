"""The forms of Deliver."""
