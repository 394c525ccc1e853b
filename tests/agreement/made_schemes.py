"""Schemes from a seed: every primitive, policy and operator of the language in odd mixtures."""

from random import Random

YUAN = ("annual_plan", "plan_to_date", "this_month", "year_to_date", "previous_year_to_date",
        "statistics_counted", "total_investment")  # fmt: skip
CONDITIONS = (
    "annual_class = 'new_start'",
    "actual_start_on <= :month_end",
    "actual_start_on BETWEEN :year_start AND :month_end",
    "NOT is_paused",
    "domain IN ('industry', 'livelihood')",
    "report_status = 'approved'",
    "report_status = 'missing' OR year_to_date = 0",
    "is_on_time",
    "NOT is_on_time",
    "year_to_date > plan_to_date",
    "coalesce(year_to_date, 0) >= 1000 AND annual_plan IS NOT NULL",
    "enrolled_on <= actual_start_on + 30",
    "first_submitted_on - due_on > 0",
    "list_level <> 'municipal' AND annual_plan BETWEEN 1 AND 500000000",
)
ROW_VALUES = (
    *YUAN,
    "year_to_date - previous_year_to_date",
    "CASE WHEN year_to_date >= annual_plan THEN 2.5 WHEN year_to_date > 0 THEN 1 ELSE 0 END",
    "lookup(size, annual_plan)",
    "60 * least(year_to_date / annual_plan, 1)",
    "soft_findings * 0.5",
    "times_returned",
    "greatest(photos, 1)",
    "abs(year_to_date - plan_to_date) / 10000",
    "first_submitted_on - due_on",
    "nullif(this_month, 0)",
)
LATER = {
    "commitments": (
        "lead_unit_uid",
        ("state = 'closed' AND NOT is_late", "closed_on <= due_on", "light IN ('yellow', 'red')",
         "is_late OR times_reopened > 0", "project_uid IS NULL AND level = 0"),
        ("times_returned", "closed_on - opened_on", "extensions * 0.5"),
    ),
    "project_shares": (
        "unit_uid",
        ("is_lead", "NOT is_lead AND plan > 0", "actual_start_on <= planned_start_on"),
        ("year_to_date", "plan", "year_to_date - this_month", "total_investment / 10000"),
    ),
    "figures": (
        "unit_uid",
        ("source = 'statistics'", "source = 'dispatch' AND data_month = :month",
         "recorded_on - cut_off_on <= 5"),
        ("year_to_date", "this_month", "coalesce(year_to_date, 0) * 0.3"),
    ),
    "service_requests": (
        "unit_uid",
        ("first_answer_on <= opened_on + 3", "answered_on IS NULL", "NOT is_repeat"),
        ("rating", "answered_on - opened_on"),
    ),
    "livelihood_items": (
        "unit_uid",
        ("progress >= target", "satisfaction > 90", "target IS NULL"),
        ("progress", "progress / nullif(target, 0)", "satisfaction"),
    ),
}  # fmt: skip
NONE, WORST, EXCLUDE, UNROUNDED = '"none"', '"worst"', '"exclude"', '"unrounded"'
POLICIES = ("worst", "zero", "exclude", "unranked")


class Maker:
    def __init__(self, seed: int, *, by: tuple[str, ...], policies: tuple[str, ...]) -> None:
        self.r = Random(seed)
        self.by = by
        self.policies = policies
        self.measures: list[str] = []
        self.lines: list[str] = []

    def pick(self, *options):
        return self.r.choice(options)

    def text(self) -> str:
        r = self.r
        self.rounding = r.choice(("half_up", "half_up", "truncate"))
        self.lines += [
            "[scheme]", 'key = "made"', 'title = "Made"', 'version = "1"', 'unit = "分"',
            f'rounding = "{self.rounding}"', "in_force_from = 2024-01-01",
            "[total]", 'full = "none"', f"places = {r.randrange(4)}",
            f'rank_on = "{self.pick("rounded", "unrounded")}"',
            f'ties = "{self.pick("competition", "dense")}"',
            "[defaults]", 'null = "worst"',
            "[[leagues]]", 'key = "counties"', 'title = "C"', "where = \"kind = 'county'\"",
            "[curves.start]", "points = { 3 = 50, 6 = 80, 10 = 100 }",
            f'between = "{self.pick("hold", "linear")}"',
            "[curves.time]", 'kind = "linear"',
            "[lookups.size]", "brackets = [",
            '{ from = "-inf", to = 100000000, edges = "()", points = 3 },',
            '{ from = 100000000, to = 500000000, edges = "[]", points = 6.5 },',
            '{ from = 500000000, to = "inf", edges = "()", points = 20 },', "]",
        ]  # fmt: skip
        for number in range(r.randrange(2, 5)):
            self._project_measure(f"m{number}")
        self._unit_measures()
        for number in range(r.randrange(4)):
            self._derived(f"x{number}")
        keys = [self._criterion(f"k{number}") for number in range(r.randrange(2, 6))]
        if r.random() < 0.5:
            self._combiner(keys)
        if r.random() < 0.4:
            self.lines += ["[[vetoes]]", 'key = "v"', 'title = "V"',
                           f'when = "{self._condition()}"',
                           f'effect = "{self.pick("unranked", "zero", "last")}"']  # fmt: skip
        return "\n".join(self.lines)

    def _project_measure(self, key: str) -> None:
        r = self.r
        aggregate = r.choice(("sum", "sum", "sum", "count", "min", "max", "avg"))
        self._add(key, "project_months")
        self.lines += [f'by = "{r.choice(self.by)}"', f'aggregate = "{aggregate}"',
                       f'months = "{self.pick("month", "month", "year_to_date", "all")}"',
                       f'rows = "{self.pick("subtree", "subtree", "own")}"',
                       f'empty = "{self.pick("zero", "missing")}"']  # fmt: skip
        if aggregate != "count":
            self.lines.append(f'value = "{r.choice(ROW_VALUES)}"')
        if r.random() < 0.7:
            self.lines.append(f'where = "{r.choice(CONDITIONS)}"')

    def _unit_measures(self) -> None:
        self._add("fai", "observations")
        self.lines += ["where = \"measure = 'fai'\"", 'aggregate = "sum"', 'value = "value"']
        self._add("fai_target", "targets")
        self.lines += ["where = \"measure = 'fai' AND year = :year\"", 'aggregate = "sum"',
                       'value = "target"']  # fmt: skip
        self._add("open_problems", "problems")
        self.lines += ["where = \"state = 'open' AND due_on <= :month_end\"", 'aggregate = "count"']
        self._later_measures()

    def _later_measures(self) -> None:
        """Tables that came with version 2 of the facts; one of them in each scheme."""
        table = self.r.choice(tuple(LATER))
        by, conditions, values = LATER[table]
        self._add("later", table)
        self.lines += [f'by = "{by}"', f'where = "{self.r.choice(conditions)}"',
                       f'months = "{self.pick("month", "year_to_date")}"']  # fmt: skip
        aggregate = self.r.choice(("count", "sum", "avg"))
        self.lines.append(f'aggregate = "{aggregate}"')
        if aggregate != "count":
            self.lines.append(f'value = "{self.r.choice(values)}"')

    def _add(self, key: str, table: str) -> None:
        self.lines += ["[[measures]]", f'key = "{key}"', f'title = "{key}"', f'from = "{table}"']
        self.measures.append(key)

    def _derived(self, key: str) -> None:
        self.lines += ["[[measures]]", f'key = "{key}"', f'title = "{key}"',
                       f'formula = "{self.number(3)}"']  # fmt: skip
        self.measures.append(key)

    def number(self, depth: int) -> str:
        r = self.r
        if depth == 0 or r.random() < 0.25:
            return r.choice((*self.measures, "0", "1", "2.5", "100", ":time_share", ":pace_start"))
        a, b = self.number(depth - 1), self.number(depth - 1)
        return r.choice(
            (
                f"({a} + {b})",
                f"({a} - {b})",
                f"({a} * 0.37)",
                f"({a} / nullif({b}, 0))",
                f"({a} / {b})",
                f"least({a}, {b})",
                f"greatest({a}, {b}, 1)",
                f"coalesce({a}, {b})",
                f"abs({a})",
                f"ln(1 + abs({a}))",
                f"power(least(abs({a}), 50), 0.5)",
                f"CASE WHEN {self._condition(1)} THEN {a} ELSE {b} END",
                f"(-{a})",
            )
        )

    def _condition(self, depth: int = 1) -> str:
        r = self.r
        a, b = r.choice(self.measures), self.number(depth - 1)
        return r.choice(
            (f"{a} > {b}", f"{a} IS NULL", f"NOT {a} >= {b}", f"{a} = {b}",
             f"{a} BETWEEN 0 AND {b}", f"{a} < 5 OR {b} > 3", f"{a} IN (0, 1, 2)")
        )  # fmt: skip

    def _criterion(self, key: str) -> str:
        r = self.r
        primitive = r.choice(("ratio", "count", "bracket", "steps", "efficacy", "efficacy_league",
                              "min_max", "rank_points", "ledger", "formula"))  # fmt: skip
        name = primitive.removesuffix("_league")
        self.lines += ["[[criteria]]", f'key = "{key}"', f'title = "{key}"',
                       f'primitive = "{name}"',
                       f"places = {self.pick('0', '1', '2', '4', UNROUNDED)}"]  # fmt: skip
        if primitive != "ledger":
            policy = r.choice(self.policies)
            self.lines += [f'value = "{self.number(1)}"', f'null = "{policy}"', "least = 0"]
            if name in ("count", "formula") and policy == "exclude":
                self.lines[-2] = 'null = "zero"'
        if r.random() < 0.25 and primitive != "ledger":
            self.lines += [f'gate = "{self._condition()}"', "gate_else = 1.5"]
        getattr(self, f"_{primitive}")()
        return key

    def _ratio(self) -> None:
        r = self.r
        self.lines += [f'target = "{self.number(1)}"', "full = 25",
                       f"cap = {self.pick('25', '37.5', NONE)}",
                       f"floor = {self.pick('0', '-5', NONE)}",
                       f"no_base = {self.pick('2', WORST, EXCLUDE)}"]  # fmt: skip
        if r.random() < 0.5:
            self.lines.append(f'pace = "{self.pick("start", "time")}"')

    def _count(self) -> None:
        self.lines += ["each = 1.25", "floor = 0", f"cap = {self.pick('30', NONE)}"]

    def _bracket(self) -> None:
        self.lines += ["brackets = [", '{ from = "-inf", to = 0, edges = "()", points = 0 },',
                       '{ from = 0, to = 0.8, edges = "[)", points = 2.5 },',
                       '{ from = 0.8, to = 100, edges = "[]", points = 7 },',
                       '{ from = 100, to = "inf", edges = "()", points = 4 },', "]"]  # fmt: skip

    def _steps(self) -> None:
        self.lines += [f'target = "{self.number(1)}"', "at_target = 20", "up_per = 0.1",
                       "up_points = 0.3", "down_per = 0.03", "down_points = 1",
                       f'steps = "{self.pick("whole", "pro_rata")}"',
                       "floor = -10", "cap = 30"]  # fmt: skip

    def _efficacy(self) -> None:
        worst, best = self.r.choice((("0", "100"), ("100", "0"), ("3", "3"), ("0", "3.7")))
        self.lines += [f"worst = {worst}", f"best = {best}", "base = 60", "full = 100"]

    def _efficacy_league(self) -> None:
        self.lines += ['worst = "league"', 'best = "league"', "base = 12", "full = 20",
                       f'better = "{self.pick("higher", "lower")}"',
                       "silent_value = 0"]  # fmt: skip

    def _min_max(self) -> None:
        self.lines += ["full = 15", "all_equal = 7",
                       f'better = "{self.pick("higher", "lower")}"',
                       "silent_value = 0"]  # fmt: skip

    def _rank_points(self) -> None:
        self.lines += ["points = [7, 5]", "rest = 3",
                       f'better = "{self.pick("higher", "lower")}"']  # fmt: skip

    def _ledger(self) -> None:
        sign, name = self.r.choice(
            (("bonus", "bonus.events"), ("deduction", "deduction.criticism"))
        )
        self.lines += [f'ledgers = ["{name}"]', f'sign = "{sign}"', 'entries = "year_to_date"',
                       f"cap = {self.pick('10', NONE)}"]  # fmt: skip

    def _formula(self) -> None:
        self.lines += ["floor = -100", "cap = 100"]

    def _combiner(self, keys: list[str]) -> None:
        r = self.r
        parts = r.sample(keys, r.randrange(1, len(keys) + 1))
        listed = ", ".join(
            f'{{ criterion = "{p}", weight = {self.pick("1", "0.3", "2")} }}' for p in parts
        )
        self.lines += ["[[criteria]]", 'key = "both"', 'title = "both"',
                       f'primitive = "{self.pick("weighted_sum", "geometric_mean")}"',
                       f"parts = [{listed}]", "places = 3"]  # fmt: skip


def scheme_text(
    seed: int, *, by: tuple[str, ...] = ("counting_unit_uid", "lead_unit_uid"), policies=POLICIES
) -> str:
    return Maker(seed, by=by, policies=policies).text()
