"""The demonstration city, drawn once and written once for all tests of this folder."""

import pytest

from yipanqi.demo.builder import build_city, draw_city


@pytest.fixture(scope="session")
def drafts():
    return draw_city()


@pytest.fixture(scope="module")
def shaoxing(django_db_setup, django_db_blocker):
    """The written city, without its freezes; gone after the module."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        build_city(freeze=False)
        yield
        transaction.set_rollback(True)
