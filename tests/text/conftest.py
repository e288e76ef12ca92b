"""Settings of the property tests of this folder."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

# The first example of a property pays for loading SciPy or the dictionaries.
settings.register_profile("text", deadline=None)
settings.load_profile("text")


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Work on one thread, as the engine does; threads that wait for each other spin."""
    import sklearn.cluster  # noqa: F401  # what is limited must be loaded
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
