"""The use cases of Deliver."""
