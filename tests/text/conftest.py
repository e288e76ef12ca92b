"""Settings of the property tests of this folder."""

from hypothesis import settings

# The first example of a property pays for loading SciPy or the dictionaries.
settings.register_profile("text", deadline=None)
settings.load_profile("text")
