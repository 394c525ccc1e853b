"""A small sound scheme to be spoilt in one place at a time."""

TEXT = """\
[scheme]
key = "small"
title = "Small"
version = "1"
unit = "分"
rounding = "half_up"
in_force_from = 2024-01-01

[total]
full = 100
places = 2
rank_on = "rounded"
ties = "competition"

[defaults]
null = "worst"

[[leagues]]
key = "counties"
title = "Counties"
where = "kind <> 'city'"

[curves.start]
points = { 3 = 50, 6 = 80, 10 = 100 }
between = "hold"

[[measures]]
key = "done"
title = "Done"
from = "project_months"
by = "counting_unit_uid"
aggregate = "sum"
value = "year_to_date"

[[measures]]
key = "plan"
title = "Plan"
from = "project_months"
by = "counting_unit_uid"
aggregate = "sum"
value = "annual_plan"

[[measures]]
key = "rate"
title = "Rate"
formula = "done / plan"

[[criteria]]
key = "investment"
title = "Investment"
primitive = "ratio"
value = "done"
target = "plan"
pace = "start"
full = 60
floor = 0
cap = 60
no_base = "exclude"
places = 2

[[criteria]]
key = "level"
title = "Level"
primitive = "bracket"
value = "rate"
brackets = [
    { from = "-inf", to = 0.5, edges = "()", points = 0 },
    { from = 0.5, to = 1, edges = "[)", points = 20 },
    { from = 1, to = "inf", edges = "[)", points = 40 },
]
places = 0
"""


def spoilt(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


def line_of(fragment: str, text: str = TEXT) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if fragment in line)
