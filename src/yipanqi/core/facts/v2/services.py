"""Version 2's columns about what firms and people asked for: requests, livelihood works."""

# A request of a firm to a unit. ``rating`` is the asker's mark, None where none was given.
SERVICE_REQUESTS = """
month text!
uid text!
unit_uid text!
opened_on date!
first_answer_on date
answered_on date
state text!
rating int
is_repeat bool!
"""

# A livelihood work of the year (民生实事): target and progress are scaled by ``decimals``,
# satisfaction is in hundredths of a percent.
LIVELIHOOD_ITEMS = """
month text!
uid text!
unit_uid text!
target_scaled int
progress_scaled int
decimals int
satisfaction_scaled int
"""

TABLE_COLUMNS = (
    ("service_requests", "month uid", SERVICE_REQUESTS),
    ("livelihood_items", "month uid unit_uid", LIVELIHOOD_ITEMS),
)
