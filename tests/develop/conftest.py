"""What all tests of Develop start from."""

import pytest

from tests.develop.workshop import Workshop, workshop


@pytest.fixture
def shop(make) -> Workshop:
    """A challenge that takes ideas now."""
    return workshop(make)
