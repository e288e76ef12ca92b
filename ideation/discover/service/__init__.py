"""The use cases of Discover."""
