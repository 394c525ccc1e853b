"""Months of the clock over dozens of commitments, each reminder, slip and climb foretold.

The year over five thousand is ``python -m bench.commitments``.
"""

from datetime import date

import pytest

from year_of_promises import expected, play, write_scripts

FIRST, LAST = date(2024, 1, 29), date(2024, 6, 14)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_clock_does_what_the_reference_says(town, seed):
    units = [(town.unit[k].pk, depth) for k, depth in (("town", 2), ("east", 1), ("ndrc", 1))]
    scripts = write_scripts(45, FIRST, LAST, units, seed)
    wanted = expected(scripts, FIRST, LAST)
    assert len(wanted.slips) > 20
    assert len(wanted.climbs) > 5
    assert play(scripts, FIRST, LAST).differences(wanted) == {}
