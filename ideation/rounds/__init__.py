"""Rounds: one run of the 4D process on one mission area, with stages, levels and notices."""
