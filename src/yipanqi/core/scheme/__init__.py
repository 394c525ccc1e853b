"""The scoring language (考核方案语言): TOML text → scheme → score sheet → ranking.

scheme = load(text)                       all faults at once, or a checked scheme
sheet = evaluate(scheme, facts, month)    the definition, in Decimal over plain rows
sql = compile_sql(scheme, month)          the same as one SQL text for DuckDB
rankings = rank(scheme, sheet)
explain(scheme, sheet, unit, criterion)   one cell down to the last point
contributions(scheme, facts, month, unit, criterion)    the rows behind it
"""

from yipanqi.core.scheme.compile import compile_sql
from yipanqi.core.scheme.contributions import Contribution, contributions
from yipanqi.core.scheme.evaluate import evaluate
from yipanqi.core.scheme.explain import Explanation, explain
from yipanqi.core.scheme.faults import Fault, SchemeFaults
from yipanqi.core.scheme.model import Criterion, League, Scheme
from yipanqi.core.scheme.parse import fingerprint, load
from yipanqi.core.scheme.primitives.base import Step
from yipanqi.core.scheme.ranking import LeagueRanking, Standing, rank
from yipanqi.core.scheme.sheet import RULES_VERSION, Cell, Figure, ScoreSheet, Total

__all__ = [
    "RULES_VERSION",
    "Cell",
    "Contribution",
    "Criterion",
    "Explanation",
    "Fault",
    "Figure",
    "League",
    "LeagueRanking",
    "Scheme",
    "SchemeFaults",
    "ScoreSheet",
    "Standing",
    "Step",
    "Total",
    "compile_sql",
    "contributions",
    "evaluate",
    "explain",
    "fingerprint",
    "load",
    "rank",
]
