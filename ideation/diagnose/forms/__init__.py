"""The forms of Diagnose."""
