"""The use cases of Trace."""
