"""Settings of the property tests of this folder."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from ideation.text import parallel

# The first example of a property pays for loading SciPy or the dictionaries.
settings.register_profile("text", deadline=None)
settings.load_profile("text")


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Work on one thread, as the engine does; threads that wait for each other spin."""
    with parallel.one_thread():
        yield
