"""Fixtures of this folder; see ``promises``."""

import pytest

from city import City, city
from promises import Promises


@pytest.fixture
def town(db) -> City:
    return city()


@pytest.fixture
def promises(town) -> Promises:
    return Promises(town)
