"""Fixtures of this folder; see ``workbook_desk``."""

import pytest
from workbook_desk import Desk

from city import City, city


@pytest.fixture
def town(db) -> City:
    return city()


@pytest.fixture
def desk(town) -> Desk:
    return Desk(town)
