"""A commitment (交办事项): what somebody promised, until when, and what happens if not.

``states`` says how it moves, ``terms`` when it is due, ``lateness`` whether it is late and
which light it shows, ``pressure`` who is reminded, which slip comes next and when it climbs.
"""
