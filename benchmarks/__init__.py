"""Figures of the product; each module prints a table and writes JSON into results/."""
