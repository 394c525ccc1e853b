"""Kill a running verb with ``kill -9`` and prove that nothing is half done and nothing lost.

    .venv/bin/python -m bench.kills                         all three, 50 random moments each
    .venv/bin/python -m bench.kills --what freeze --times 10
    .venv/bin/python -m bench.kills --database postgresql://user@/postgres?host=/run/postgresql
    .venv/bin/python -m bench.kills --failpoints            once at every named failpoint

Each round works on a fresh copy of a demonstration city. A round counts as "inside" when
the verb had begun and had not ended when the signal came.
"""
