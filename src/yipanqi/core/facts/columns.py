"""Version 1's columns, one a line: ``name kind``, with ``!`` where null is not allowed."""

# ``level`` is the distance to the root: 0 for the root itself.
UNITS = """
month text!
uid text!
code text
name text!
short_name text!
kind text!
parent_uid text
level int!
is_view bool!
sort int!
"""

# The reflexive closure of the month's tree: a row of a unit counts for each ancestor.
UNIT_PATHS = """
month text!
unit_uid text!
ancestor_uid text!
distance int!
"""

# One row per project on the month's register. Year-to-date figures are null where the
# report is missing; previous_year_to_date is the last frozen figure of the same year.
PROJECT_MONTHS = """
month text!
project_uid text!
code text!
name text!
package_uid text
is_package bool!
counting_unit_uid text!
lead_unit_uid text!
zone_uid text
list_level text!
domain text!
industry_code text
track text!
stage text!
annual_class text
list_version text
annual_plan yuan
plan_to_date yuan
total_investment yuan
completed_before yuan
planned_start_on date
actual_start_on date
planned_enrolment_on date
enrolled_on date
planned_completion_on date
completed_on date
planned_commissioning_on date
commissioned_on date
permit_on date
is_paused bool!
is_assessed bool!
report_status text!
report_due bool!
this_month yuan
year_to_date yuan
previous_year_to_date yuan
statistics_counted yuan
statistics_month text
next_month_plan yuan
photos int!
physical_progress text
first_submitted_on date
due_on date
is_on_time bool
times_returned int!
soft_findings int!
reporting_unit_uid text
"""

# Numbers only: value = value_scaled / 10^decimals.
OBSERVATIONS = """
month text!
unit_uid text!
measure text!
value_scaled int
decimals int
"""

TARGETS = """
month text!
unit_uid text!
measure text!
year int!
target_scaled int
decimals int
target_to_date_scaled int
version text!
"""

PROBLEMS = """
month text!
uid text!
project_uid text
unit_uid text!
cause_code text
raised_on date!
due_on date
solved_on date
confirmed_on date
state text!
title text!
"""

# Signed entries of the bonus and deduction ledgers, in hundredths of a point.
ADJUSTMENTS = """
month text!
uid text!
unit_uid text!
ledger text!
points_scaled int!
reason text!
happened_on date!
decided_by text!
"""

# Judges' marks and ballots: value = value_scaled / 10^decimals.
MARKS = """
month text!
unit_uid text!
measure text!
judge text!
value_scaled int!
decimals int!
"""

TABLE_COLUMNS = (
    ("units", "month uid", UNITS),
    ("unit_paths", "month unit_uid ancestor_uid", UNIT_PATHS),
    ("project_months", "month project_uid", PROJECT_MONTHS),
    ("observations", "month unit_uid measure", OBSERVATIONS),
    ("targets", "month unit_uid measure year", TARGETS),
    ("problems", "month uid", PROBLEMS),
    ("adjustments", "month uid", ADJUSTMENTS),
    ("marks", "month unit_uid measure judge", MARKS),
)
