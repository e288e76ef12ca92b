"""The use cases of Diagnose."""
