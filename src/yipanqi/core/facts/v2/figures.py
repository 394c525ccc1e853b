"""Version 2's columns about figures by their source, and about a project's shares."""

# One row per project, unit that has a share in it, and source: ``dispatch`` (快报数),
# ``month_end`` (月末数) or ``statistics`` (统计数). ``data_month`` is the month that the figure
# is of: a statistics figure known in April is of March. The newest data month known counts.
# ``reporting_unit_uid`` says who gave the figure, ``unit_uid`` for whom it counts.
FIGURES = """
month text!
project_uid text!
unit_uid text!
source text!
data_month text!
this_month yuan
year_to_date yuan
reporting_unit_uid text
cut_off_on date
recorded_on date
"""

# A project as its units have it: one row per unit with a share. The rows of a project add up
# to the project, so a city's total over shares is its total over projects. ``is_lead`` marks
# exactly one row of a project: the row by which the project is counted once. ``is_current``
# is false for what a unit keeps of a project that was transferred away from it. Packages
# whose parts are on the list have no row. ``source`` is that of the month's report.
PROJECT_SHARES = """
month text!
project_uid text!
unit_uid text!
is_lead bool!
is_current bool!
is_package bool!
source text!
annual_class text
plan yuan
plan_to_date yuan
total_investment yuan
this_month yuan
year_to_date yuan
planned_start_on date
actual_start_on date
"""

TABLE_COLUMNS = (
    ("figures", "month project_uid unit_uid source", FIGURES),
    ("project_shares", "month project_uid unit_uid", PROJECT_SHARES),
)
