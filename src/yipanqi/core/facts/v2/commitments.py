"""Version 2's columns about promises (交办事项), as they stood on the month's last day."""

# ``kind`` is the origin (a problem, a meeting's task, a key task …), ``project_uid`` the
# project it is about, if any. ``is_late`` is judged on the clean date: an extension granted
# too late leaves the work late. ``extensions`` counts those granted; ``level`` is how far it
# has climbed, 0 for the lead unit itself.
COMMITMENTS = """
month text!
uid text!
kind text!
lead_unit_uid text!
project_uid text
opened_on date!
due_on date
done_on date
closed_on date
state text!
light text!
is_late bool!
times_returned int!
times_reopened int!
extensions int!
level int!
"""

TABLE_COLUMNS = (("commitments", "month uid", COMMITMENTS),)
