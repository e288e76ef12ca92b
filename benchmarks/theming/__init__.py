"""The parts of the benchmark of the theme engine; see benchmarks/themes.py."""
