"""Component tags: ``{% load ui %}``. The style guide (/styleguide/) shows each of them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yipanqi.infra.page_parts import Shown
from yipanqi.infra.templatetags import figures
from yipanqi.web.parts import LIGHTS, STATES, PaceBar

register = template.Library()

PARTS = "web/parts/"


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        " icon-s" if small else "",
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def light(colour: str | None, why: str = "", word: str = "") -> SafeString:
    """Shape, word and colour. ``why`` is the reason, ``word`` replaces “正常/滞后/…”."""
    name = str(colour or "grey")
    title, usual = LIGHTS.get(name, LIGHTS["grey"])
    reason = format_html(' <span class="why">{}</span>', why) if why else ""
    return format_html(
        '<span class="light light-{}">{} {}{}</span>', name, title, word or usual, reason
    )


@register.simple_tag
def light_short(colour: str | None) -> SafeString:
    """For narrow columns: shape and one word."""
    name = str(colour or "grey")
    return format_html(
        '<span class="light light-{}">{}</span>', name, LIGHTS.get(name, LIGHTS["grey"])[1]
    )


@register.simple_tag
def rank(number: int | None, change: int | None = None, tied: bool = False) -> SafeString:
    """Number first, movement second. ``change`` > 0 means moved up so many places."""
    if number is None:
        return format_html('<span class="rank absent">{}</span>', figures.NONE)
    tie = format_html('<span class="tied">{}</span>', _("tied")) if tied else ""
    return format_html('<span class="rank"><b>{}</b>{}{}</span>', number, tie, _move(change))


def _move(change: int | None) -> SafeString | str:
    if change is None:
        return ""
    if change == 0:
        return format_html('<span class="move move-same">{}</span>', _("unchanged"))
    places = abs(change)
    if change > 0:
        text = ngettext("up %(n)d place", "up %(n)d places", places) % {"n": places}
        return format_html('<span class="move move-up">↑ {}</span>', text)
    text = ngettext("down %(n)d place", "down %(n)d places", places) % {"n": places}
    return format_html('<span class="move move-down">↓ {}</span>', text)


@register.simple_tag
def figure(
    shown: str,
    unit: str = "",
    href: str = "",
    live: bool = False,
    tag: bool = False,
) -> SafeString:
    """A figure already formatted by a filter. ``live`` dots it; ``tag`` adds “实时”."""
    absent = shown in (figures.NONE, "", None)
    unit_html = format_html('<span class="unit">{}</span>', unit) if unit and not absent else ""
    body = format_html(
        '<span class="{}">{}</span>{}',
        "absent" if absent else ("live" if live else "fixed"),
        shown or figures.NONE,
        unit_html,
    )
    if live and tag and not absent:
        body = format_html('{}<small class="live-tag">{}</small>', body, _("live"))
    if href:
        return format_html('<a class="figure" href="{}">{}</a>', href, body)
    return format_html('<span class="figure">{}</span>', body)


@register.inclusion_tag(PARTS + "key.html")
def key(  # noqa: PLR0917  (templates call it in the order it reads)
    label: str,
    shown: str,
    unit: str = "",
    href: str = "",
    note: str = "",
    colour: str = "",
    done: Decimal | None = None,
    due: Decimal | None = None,
    live: bool = False,
) -> dict[str, Any]:
    """One key figure inside ``<dl class="keyline">``."""
    return {
        "label": label,
        "shown": shown,
        "unit": unit,
        "href": href,
        "note": note,
        "colour": colour,
        "done": done,
        "due": due,
        "live": live,
    }


@register.inclusion_tag(PARTS + "pacebar.html")
def pacebar(
    done: Decimal | None,
    due: Decimal | None = None,
    number: bool = True,
) -> dict[str, Any]:
    """Share done against the share due by now (both ratios; 1.2 is drawn as 120 %)."""
    return {"bar": None if done is None else PaceBar.of(done, due), "number": number}


@register.simple_tag
def badge(label: str, tone: str = "") -> SafeString:
    """``tone``: active, good, warn, firm, absent or none."""
    return format_html('<span class="badge{}">{}</span>', f" badge-{tone}" if tone else "", label)


@register.simple_tag
def state(code: str, revision: int | None = None) -> SafeString:
    """Badge of a state known to ``web.parts.STATES``; a frozen month adds its revision."""
    label, tone = STATES.get(str(code), (str(code), ""))
    if revision is not None:
        return badge(f"{label} r{revision}", tone)
    return badge(str(label), tone)


@register.inclusion_tag(PARTS + "shown.html")
def shown(what: Shown) -> dict[str, Shown]:
    """“越城区 · 2024年4月 · 快照 r1” or “… · 实时 5月5日 09:41”."""
    return {"what": what}


@register.inclusion_tag(PARTS + "crumbs.html")
def crumbs(trail: Sequence[Any]) -> dict[str, Any]:
    """The unit tree down to here: items with ``name`` and ``href``."""
    return {"trail": trail}


@register.inclusion_tag(PARTS + "tabs.html")
def tabs(items: Iterable[Any]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag(PARTS + "steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag(PARTS + "timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag(PARTS + "findings.html")
def findings(items: Iterable[Any]) -> dict[str, Any]:
    return {"items": list(items)}


@register.inclusion_tag(PARTS + "empty.html")
def empty(title: str, text: str = "", action: str = "", href: str = "") -> dict[str, str]:
    """Nothing to show: says why and what the next step is."""
    return {"title": title, "text": text, "action": action, "href": href}


@register.inclusion_tag(PARTS + "field.html")
def field(bound: BoundField, unit: str = "") -> dict[str, Any]:
    """A form field with label, unit, help and error, tied together for screen readers."""
    ids = [f"{bound.auto_id}_{part}" for part in ("help", "error")]
    described = []
    if bound.help_text:
        described.append(ids[0])
    if bound.errors:
        described.append(ids[1])
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attrs),
        "unit": unit,
        "help_id": ids[0],
        "error_id": ids[1],
    }


@register.inclusion_tag(PARTS + "pages.html", takes_context=True)
def pages(context: template.Context, page: Page) -> dict[str, Any]:  # type: ignore[type-arg]
    """Page links that keep the query, with “第 1—50 项，共 812 项”."""
    query = context["request"].GET.copy()
    links = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        query["page"] = str(number)
        links.append(
            {
                "label": number,
                "href": f"?{query.urlencode()}" if isinstance(number, int) else "",
                "is_current": number == page.number,
            }
        )
    return {"page": page, "links": links}


@register.inclusion_tag(PARTS + "sort_head.html", takes_context=True)
def sort_head(
    context: template.Context, label: str, by: str, unit: str = "", css: str = ""
) -> dict[str, str]:
    """``<th>`` whose link sorts by ``by``; a second click turns it (``?sort=-by``)."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    direction = {by: "ascending", f"-{by}": "descending"}.get(now, "none")
    query["sort"] = by if now == f"-{by}" else (f"-{by}" if now == by or unit else by)
    query.pop("page", None)
    return {
        "label": label,
        "unit": unit,
        "css": css,
        "direction": direction,
        "href": f"?{query.urlencode()}",
    }


@register.inclusion_tag(PARTS + "job.html")
def job(progress: Any) -> dict[str, Any]:
    """Progress of long work; polls ``progress.href`` while it waits or runs."""
    return {"job": progress}


@register.simple_block_tag
def confirm(content: str, id: str, title: str) -> SafeString:  # noqa: A002
    """A ``<dialog>`` opened by any ``<button data-dialog="id">``; content is a form."""
    return format_html(
        '<dialog class="confirm" id="{}" aria-labelledby="{}-title">'
        '<div class="body"><h2 id="{}-title">{}</h2>{}</div></dialog>',
        id,
        id,
        id,
        title,
        content,
    )


@register.simple_block_tag
def card(
    content: str, title: str = "", note: str = "", foot: str = "", css: str = ""
) -> SafeString:
    """A bordered area with a head; put tables directly inside, text into ``.card-body``."""
    note_html = format_html('<span class="muted">{}</span>', note) if note else ""
    head = format_html("<header><h2>{}</h2>{}</header>", title, note_html) if title else ""
    foot_html = format_html('<footer class="card-foot">{}</footer>', foot) if foot else ""
    return format_html('<section class="card {}">{}{}{}</section>', css, head, content, foot_html)


@register.inclusion_tag(PARTS + "chart.html")
def chart(
    id: str,  # noqa: A002
    option: dict[str, Any],
    title: str,
    source: str = "",
    size: str = "",
) -> dict[str, Any]:
    """An ECharts figure from an option dict; ``size`` is s, l or nothing."""
    return {"id": id, "option": option, "title": title, "source": source, "size": size}
