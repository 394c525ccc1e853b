"""The city's own date, the real instant, and identifiers that repeat only from a seed."""

from datetime import UTC, date, timedelta

import pytest

from yipanqi.infra import clock
from yipanqi.infra.models import Installation
from yipanqi.infra.templatetags.figures import moment
from yipanqi.infra.uid import new_uid, seeded


def test_the_pinned_date_wins_and_ends():
    with clock.at(date(2024, 5, 5)):
        with clock.at(date(2024, 4, 1)):
            assert clock.business_today() == date(2024, 4, 1)
        assert clock.business_today() == date(2024, 5, 5)


def test_the_real_instant_has_a_zone_and_ignores_the_city():
    with clock.at(date(1999, 1, 1)):
        assert clock.now().tzinfo is UTC
        assert clock.real_today().year > 2000


@pytest.mark.django_db
def test_the_installation_sets_the_date_and_is_read_once(django_assert_num_queries):
    home, _ = Installation.objects.update_or_create(pk=1, defaults={"business_date": None})
    assert clock.business_today() == clock.real_today()
    home.business_date = date(2024, 5, 5)
    home.save()
    with clock.one_reading(), django_assert_num_queries(1):
        assert [clock.business_today() for _ in range(3)] == [date(2024, 5, 5)] * 3
    with clock.one_reading():
        clock.business_today()
        Installation.objects.update(business_date=date(2024, 5, 6))
        clock.forget_reading()
        assert clock.business_today() == date(2024, 5, 6)


@pytest.mark.django_db
def test_without_an_installation_the_date_is_real():
    Installation.objects.all().delete()
    assert clock.business_today() == clock.real_today()


def test_identifiers_are_version_seven_and_repeat_only_from_a_seed():
    def drawn(seed: str) -> list[object]:
        with seeded(seed):
            return [new_uid() for _ in range(50)]

    assert drawn("city") == drawn("city")
    assert drawn("city") == sorted(drawn("city"))
    assert not {*drawn("city")} & {*drawn("town")}
    assert {uid.version for uid in [*drawn("city"), new_uid()]} == {7}
    assert new_uid() != new_uid()


def test_a_city_on_a_date_of_its_own_tells_the_machines_time_apart():
    """What was recorded just now is the machine's; the meeting of tomorrow is the city's."""
    just_now, long_ago = clock.now(), clock.now() - timedelta(days=700)
    with clock.at(long_ago.date()):
        assert clock.is_machine_time(just_now)
        assert not clock.is_machine_time(long_ago + timedelta(days=1))
        assert moment(just_now).endswith("（系统时间）")
    with clock.at(clock.real_today()):
        assert not clock.is_machine_time(just_now)
        assert "系统时间" not in moment(just_now)
