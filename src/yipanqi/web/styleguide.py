"""The style guide: every component and one fake page of each kind, shown in demonstrations.

Its rows are invented in ``styleguide.toml``; nothing here touches the ledger.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from yipanqi.core.month import Month
from yipanqi.infra.inputs import whole
from yipanqi.infra.models import Installation
from yipanqi.infra.page_parts import Crumb, Shown, Tab
from yipanqi.web import parts

View = Callable[..., HttpResponse]
APRIL = Month(2024, 4)
PACE = APRIL.time_share
AS_OF = datetime(2024, 5, 5, 9, 41)  # noqa: DTZ001  (an invented instant, shown as it stands)
ROWS_MAX = 1_000
KINDS = ("board", "list", "record", "sheet", "stage")


@cache
def sample() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def board_rows() -> list[dict[str, Any]]:
    rows = []
    for row in sample()["board"]:
        share = Decimal(row["done"]) / row["plan"]
        rows.append(
            row
            | {
                "points": Decimal(row["points"]),
                "plan": row["plan"] * 10_000,
                "done": row["done"] * 10_000,
                "share": share,
                "gap": share - PACE,
            }
        )
    return rows


def project_rows(count: int) -> list[dict[str, Any]]:
    units, kinds, causes = (sample()[name] for name in ("units", "kinds", "causes"))
    rows = []
    for n in range(count):
        name, domain, stage = kinds[n % len(kinds)]
        plan = (3_000 + 7_919 * (n + 3) % 180_000) * 10_000
        share = Decimal((n * 37) % 62) / 100
        gap = share - PACE
        behind = gap < Decimal("-0.05")
        far_behind = gap < Decimal("-0.15")
        rows.append(
            {
                "uid": f"row-{n}",
                "code": f"2309-3306{2 + n % 3:02d}-04-01-{100_000 + n * 7_331 % 899_999}",
                "name": name,
                "unit": units[n % len(units)],
                "domain": domain,
                "stage": stage,
                "plan": plan,
                "done": None if n % 11 == 5 else int(plan * share),
                "share": None if n % 11 == 5 else share,
                "gap": None if n % 11 == 5 else gap,
                "this_month": int(plan * Decimal("0.07")),
                "before": int(plan * max(share - Decimal("0.07"), Decimal(0))),
                "light": "grey"
                if n % 11 == 5
                else ("red" if far_behind else ("yellow" if behind else "green")),
                "cause": causes[n % len(causes)] if behind else "",
                "state": ("approved", "submitted", "returned", "approved", "missing")[n % 5],
                "version": 1,
            }
        )
    return rows


class SampleForm(forms.Form):
    name = forms.CharField()
    invested = forms.DecimalField(widget=forms.TextInput)
    stage = forms.ChoiceField(choices=[("a", "在建"), ("b", "前期")])
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in sample()["form"].items():
            self.fields[name].label = label
            self.fields[name].help_text = help_text


def only_in_demo(view: View) -> View:
    """Installations with a real city have no use for it."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not is_demo():
            raise Http404
        return view(request, **kwargs)

    return guarded


def is_demo() -> bool:
    return Installation.objects.filter(pk=1, is_demo=True).exists()


@only_in_demo
def components(request: HttpRequest) -> HttpResponse:
    words = sample()["job"]
    context = common() | {
        "form": SampleForm({"name": "", "invested": "12,3a", "stage": "a", "words": ""}),
        "page": Paginator(project_rows(212), 8).get_page(request.GET.get("page", "1")),
        "ratios": [Decimal(n) for n in ("0.41", "0.24", "1.18", "0", "-0.03")],
        "states": parts.STATES,
        "job_running": parts.JobProgress("running", words["running"], 37, 109),
        "job_done": parts.JobProgress("done", words["done"], 109, 109, result_href="#"),
    }
    return render(request, "web/styleguide/components.html", context)


@only_in_demo
def kind(request: HttpRequest, name: str) -> HttpResponse:
    if name not in KINDS:
        raise Http404
    is_empty = request.GET.get("empty") == "1"
    rows = [] if is_empty else project_rows(min(whole(request.GET.get("rows", "")) or 48, ROWS_MAX))
    context = common() | {
        "is_empty": is_empty,
        "board": [] if is_empty else board_rows(),
        "rows": rows,
        "page": Paginator(rows, 50).get_page(request.GET.get("page", "1")),
        "bars": bars_option(),
        "line": line_option(),
    }
    return render(request, f"web/styleguide/{name}.html", context)


def common() -> dict[str, Any]:
    unit = sample()["frame"]["unit"]
    return {
        "trail": [Crumb(name, "#") for name in sample()["frame"]["trail"]],
        "shown_as": Shown(unit, APRIL, as_of=AS_OF),
        "frozen_as": Shown(unit, APRIL.previous, revision=1, as_of=date(2024, 4, 10)),
        "pace": PACE,
        "april": APRIL,
        "kinds": KINDS,
        "tabs": [
            Tab(label, "#", is_current=n == 0, count=None if count < 0 else count)
            for n, (label, count) in enumerate(sample()["tabs"])
        ],
        "steps": [parts.Step(*step) for step in sample()["steps"]],
        "events": [parts.Event(**event) for event in sample()["events"]],
        "findings": [parts.FindingLine(**line) for line in sample()["findings"]],
    }


@require_POST
@only_in_demo
def save_row(request: HttpRequest, uid: str) -> JsonResponse:
    """Answers a row as the real sheet does, without keeping it."""
    try:
        body = json.loads(request.body)
        version, values = int(body["version"]), {k: str(v) for k, v in body["values"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return JsonResponse({}, status=400)
    found = [
        {"field": name, "severity": severity, "text": text}
        for name in ("this_month", "next_plan")
        for severity, text in remarks_on(values.get(name, ""))
    ]
    answer = {"uid": uid, "version": version + 1, "findings": found, "values": values}
    return JsonResponse(answer)


def remarks_on(text: str) -> Iterator[tuple[str, str]]:
    words = sample()["sheet"]
    try:
        number = Decimal(text.replace(",", "").strip() or 0)
    except InvalidOperation:
        yield "hard", words["not_a_number"] % text
        return
    if number < 0:
        yield "soft", words["negative"]
    elif number > 100_000:
        yield "soft", words["above_plan"]


def bars_option() -> dict[str, Any]:
    rows, words = board_rows(), sample()["chart"]

    def yi(name: str) -> list[int]:
        return [row[name] // 10**8 for row in rows]

    return {
        "unit": words["yi"],
        "xAxis": {"type": "category", "data": [row["unit"] for row in rows]},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "bar", "name": words["plan"], "role": "plan", "data": yi("plan")},
            {"type": "bar", "name": words["done"], "role": "actual", "data": yi("done")},
        ],
    }


def line_option() -> dict[str, Any]:
    words = sample()["chart"]
    done = [14.1, 24.9, 33.4, None, None]
    due = [16.7, 25, 33.3, 41.7, 50]
    return {
        "unit": "%",
        "xAxis": {"type": "category", "data": words["months"]},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "line", "name": words["share"], "role": "actual", "data": done},
            {"type": "line", "name": words["pace"], "role": "pace", "data": due},
        ],
    }


urlpatterns = [
    path("", components, name="components"),
    path("rows/<str:uid>/", save_row, name="save_row"),
    path("<str:name>/", kind, name="kind"),
]
