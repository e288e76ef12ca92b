"""The use cases of Develop."""
