"""批量变更: choose what to say of many projects, see each change and each refusal, then do it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.access import keeps_somewhere
from yipanqi.apps.ledger.projects.actions.many import MANY_MAX, Change, ManyChanges, previewed
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import Domain, ListLevel
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label, say
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField
from yipanqi.web.register import choices
from yipanqi.web.register.asking import asked_month, asker
from yipanqi.web.register.filters import Filters
from yipanqi.web.register.forms import of_enum
from yipanqi.web.register.rows import Register

KEEP = ("", _l("leave as it is"))
NONE = "none"
YES_NO = [KEEP, ("yes", _l("Yes")), ("no", _l("No"))]
TITLES = {
    "domain": _l("Domain"),
    "list_level": _l("List level"),
    "lead_unit": _l("Lead unit"),
    "reporting_unit": _l("Reporting unit"),
    "zone": _l("Zone"),
    "sponsor": _l("Sponsor"),
    "industry_code": _l("Industry code"),
    "is_assessed": _l("On the list of the level above (assessed)"),
}


class ManyForm(VerbForm):
    domain = forms.ChoiceField(label=TITLES["domain"], required=False)
    list_level = forms.ChoiceField(label=TITLES["list_level"], required=False)
    lead_unit = forms.ChoiceField(label=TITLES["lead_unit"], required=False)
    reporting_unit = forms.ChoiceField(label=TITLES["reporting_unit"], required=False)
    zone = forms.ChoiceField(label=TITLES["zone"], required=False)
    sponsor = forms.CharField(label=TITLES["sponsor"], required=False, max_length=40)
    industry_code = forms.CharField(label=TITLES["industry_code"], required=False, max_length=4)
    is_assessed = forms.ChoiceField(label=TITLES["is_assessed"], choices=YES_NO, required=False)
    joins = forms.ChoiceField(label=_l("Join the programme"), required=False)
    leaves = forms.ChoiceField(label=_l("Leave the programme"), required=False)
    effective_on = DayField(label=_l("Takes effect on"))
    reason = WordsField(label=_l("Reason"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = [KEEP, *choices.programmes()]
        nowhere = (NONE, _("in no zone"))
        offered = {
            "domain": [KEEP, *of_enum(Domain)],
            "list_level": [KEEP, *of_enum(ListLevel)],
            "lead_unit": [KEEP, *choices.units()],
            "reporting_unit": [KEEP, *choices.units()],
            "zone": [KEEP, nowhere, *choices.zones()[1:]],
            "joins": programmes,
            "leaves": programmes,
        }
        for name, options in offered.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def changes(self) -> ManyChanges:
        """Only what was filled in."""
        said = self.cleaned_data
        uids = [said[name] for name in ("lead_unit", "reporting_unit", "zone")]
        units = choices.chosen_units([uid for uid in uids if uid != NONE])
        kinds: dict[str, Any] = {
            "domain": Domain,
            "list_level": ListLevel,
            "lead_unit": units.get,
            "reporting_unit": units.get,
            "zone": lambda uid: None if uid == NONE else units.get(uid),
            "sponsor": str,
            "industry_code": str,
            "is_assessed": lambda text: text == "yes",
        }
        programmes = {p.key: p for p in choices.chosen_programmes([said["joins"], said["leaves"]])}
        return ManyChanges(
            values={name: turn(said[name]) for name, turn in kinds.items() if said[name]},
            joins=programmes.get(said["joins"]),
            leaves=programmes.get(said["leaves"]),
            reason=said["reason"],
            effective_on=said["effective_on"],
        )


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """First what to change, then the preview, then the deed: three posts on one address."""
    viewer, month = asker(request), asked_month(request)
    if not keeps_somewhere(viewer):
        raise Forbidden("project.keeper_only")
    chosen, versions = _chosen(request, viewer, month)
    step = request.POST.get("step", "")
    form = ManyForm(
        request.POST if step else None, initial={"effective_on": clock.business_today()}
    )
    context: dict[str, Any] = {"projects": chosen, "month": month, "limit": MANY_MAX, "form": form}
    if not chosen:
        messages.error(request, _("Choose at least one project."))
        return redirect(f"{reverse('projects:index')}?month={month}")
    if len(chosen) > MANY_MAX:
        words = _("At most %(n)s projects at once: narrow the conditions.") % {"n": MANY_MAX}
        messages.error(request, words)
        return redirect(f"{reverse('projects:index')}?month={month}")
    if step and form.is_valid():
        changes = form.changes()
        if step == "do" and _done(request, viewer, form, chosen, versions, changes):
            return redirect(f"{reverse('projects:index')}?month={month}&view=none")
        context |= _preview(viewer, chosen, changes)
    return render(request, "web/register/many.html", context)


def _chosen(
    request: HttpRequest, viewer: Viewer, month: Month
) -> tuple[list[Project], dict[str, int]]:
    """The ticked projects, or all that fit the sent conditions; with the previewed versions."""
    rows: QuerySet[Project] = Project.objects.visible_to(viewer).exclude(current=None)
    if text := request.POST.get("all"):
        asked = Filters.of(QueryDict(text[:2_000]))
        rows = Register.of(viewer, month).projects(asked).order_by("pk")
    else:
        uids = [uid for uid in request.POST.getlist("row") if _is_uid(uid)]
        rows = rows.filter(uid__in=uids[: MANY_MAX + 1]).order_by("pk")
    related = [f"current__{name}" for name in ("counting_unit", "lead_unit", "reporting_unit")]
    found = list(rows.select_related("current", *related, "current__zone")[: MANY_MAX + 1])
    versions = {}
    for text in request.POST.getlist("seen"):
        uid, _sep, version = text.partition(":")
        if version.isdecimal():
            versions[uid] = int(version)
    return found, versions


def _is_uid(text: str) -> bool:
    return len(text) == 36 and text.replace("-", "").isalnum() and text.isascii()


def _done(  # noqa: PLR0917
    request: HttpRequest,
    viewer: Viewer,
    form: ManyForm,
    chosen: list[Project],
    versions: dict[str, int],
    changes: ManyChanges,
) -> bool:
    """Those that the preview allowed, all or none."""
    lines = [(p, versions[str(p.uid)]) for p in chosen if str(p.uid) in versions]
    rows = form.carry_out(actions.change_many, viewer=viewer, lines=lines, changes=changes)
    if rows is None:
        return False
    messages.success(request, _("%(n)s projects have been changed.") % {"n": len(rows)})
    return True


def _preview(viewer: Viewer, chosen: list[Project], changes: ManyChanges) -> dict[str, Any]:
    found = previewed(viewer, chosen, changes)
    return {
        "allowed": [_line(one) for one in found if one.refusal is None],
        "refused": [(one.project, say(one.refusal)) for one in found if one.refusal is not None],
        "previewed": True,
    }


def _line(change: Change) -> dict[str, Any]:
    return {
        "project": change.project,
        "seen": f"{change.project.uid}:{change.project.version}",
        "fields": [
            {
                "title": _title(name),
                "before": _shown(change.before.get(name)),
                "after": _shown(after),
            }
            for name, after in change.after.items()
        ],
    }


def _title(name: str) -> str:
    head, _sep, key = name.partition(".")
    if head == "programme":
        return dict(choices.programmes()).get(key, key)
    return str(TITLES.get(name, name))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Unit):
        return choices.unit_name(value)
    if isinstance(value, Domain | ListLevel):
        return label(value)
    return str(value) if value else "—"
