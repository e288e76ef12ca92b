"""Discover: what people really need, found together (O2)."""
