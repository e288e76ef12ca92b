"""Develop: challenges, and the ideas that people propose to meet them (O3)."""
