"""A small city scheme for the twelve-project town, and the town scored by it."""

TOWN_SCHEME = """
[scheme]
key = "town"
title = "越州市重大项目月度考核办法"
version = "2024.1"
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
title = "区、县（市）组"
where = "kind IN ('district', 'county', 'county_city')"

[[leagues]]
key = "zones"
title = "开发区组"
where = "kind = 'functional_zone'"

[[measures]]
key = "done"
title = "本年完成投资"
from = "project_months"
by = "counting_unit_uid"
where = "annual_plan IS NOT NULL"
aggregate = "sum"
value = "year_to_date"

[[measures]]
key = "due"
title = "截至本月计划投资"
from = "project_months"
by = "counting_unit_uid"
aggregate = "sum"
value = "plan_to_date"

[[measures]]
key = "reports_due"
title = "应报月报"
from = "project_months"
by = "counting_unit_uid"
where = "report_due"
aggregate = "count"

[[measures]]
key = "on_time"
title = "按时报送的月报"
from = "project_months"
by = "counting_unit_uid"
where = "report_due AND is_on_time"
aggregate = "count"

[[criteria]]
key = "investment"
title = "投资进度"
primitive = "ratio"
value = "done"
target = "due"
full = 70
floor = 0
cap = 77
places = 2
no_base = "worst"

[[criteria]]
key = "timely"
title = "按时报送"
primitive = "ratio"
value = "on_time"
target = "reports_due"
full = 30
floor = 0
cap = 30
places = 2
no_base = "worst"

[[criteria]]
key = "bonus"
title = "加分"
primitive = "ledger"
ledgers = ["bonus.events"]
entries = "year_to_date"
sign = "bonus"
cap = 5
places = 2
"""
