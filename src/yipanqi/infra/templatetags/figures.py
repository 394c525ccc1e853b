"""How figures are written: one place for units, places, silence and direction.

``None`` is never zero: it is shown as “—”, or as “未报” through ``or_silent``. Values come in
as whole yuan, exact ratios (``Decimal('0.833')``) or Decimals; rounding is half up.
"""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from yipanqi.core import money
from yipanqi.core.month import Month
from yipanqi.core.rounding import half_up
from yipanqi.infra import clock

register = template.Library()

NONE = "—"
HUNDRED = Decimal(100)


def grouped(value: Decimal, places: int) -> str:
    """Fixed places, thousands by comma, a true minus sign."""
    shown = half_up(value, places)
    if shown == 0:
        shown = abs(shown)
    return f"{shown:,.{max(places, 0)}f}".replace("-", "−")


@register.filter
def wan(yuan: int | None, places: int = 0) -> str:
    """Whole yuan as 万元, without the unit (the unit stands once in the head)."""
    return NONE if yuan is None else grouped(money.wan(yuan), places)


@register.filter
def signed_wan(yuan: int | None, places: int = 0) -> str:
    """A movement in 万元, with its sign: “+1,200”, “−300”, “0”."""
    if yuan is None:
        return NONE
    return f"{'+' if yuan > 0 else ''}{grouped(money.wan(yuan), places)}"


@register.filter
def wan_input(yuan: int | None) -> str:
    """Exact 万元 for an input: all decimals it has, no separators, empty where absent."""
    return "" if yuan is None else f"{money.wan(yuan).normalize():f}"


@register.filter
def yi(yuan: int | None, places: int = 2) -> str:
    """Whole yuan as 亿元, without the unit."""
    return NONE if yuan is None else grouped(money.yi(yuan), places)


@register.filter
def places(value: Decimal | int | None, digits: int = 2) -> str:
    """A plain number: points, 亩, ratios of anything."""
    return NONE if value is None else grouped(Decimal(value), digits)


@register.filter
def signed(value: Decimal | int | None, digits: int = 2) -> str:
    """A movement with its sign: “+1.20”, “−3.00”."""
    if value is None:
        return NONE
    shown = grouped(Decimal(value), digits)
    return f"+{shown}" if Decimal(value) > 0 and shown.strip("0.,") else shown


@register.filter
def count(value: int | None) -> str:
    return NONE if value is None else grouped(Decimal(value), 0)


@register.filter
def percent(ratio: Decimal | None, digits: int = 1) -> str:
    """A ratio as “83.3%”."""
    return NONE if ratio is None else f"{grouped(ratio * HUNDRED, digits)}%"


@register.filter
def pp(difference: Decimal | None, digits: int = 1) -> str:
    """A difference of two ratios, signed: “+3.2 个百分点”."""
    if difference is None:
        return NONE
    return _("%(points)s percentage points") % {"points": pp_number(difference, digits)}


@register.filter
def pp_number(difference: Decimal | None, digits: int = 1) -> str:
    """The same, without the unit: for columns headed 百分点."""
    if difference is None:
        return NONE
    points = half_up(difference * HUNDRED, digits)
    return f"{'+' if points > 0 else ''}{grouped(points, digits)}"


@register.filter
def change(ratio: Decimal | None, digits: int = 1) -> str:
    """Relative change of an amount in words: “增长3.1%”, “下降3.1%”, “持平”."""
    if ratio is None:
        return NONE
    shown = half_up(ratio * HUNDRED, digits)
    if shown == 0:
        return _("unchanged")
    amount = f"{grouped(abs(shown), digits)}%"
    return (_("up %(amount)s") if shown > 0 else _("down %(amount)s")) % {"amount": amount}


@register.filter
def pp_change(difference: Decimal | None, digits: int = 1) -> str:
    """Change of a ratio in words: “提高0.5个百分点”, “降低0.5个百分点”, “持平”."""
    if difference is None:
        return NONE
    shown = half_up(difference * HUNDRED, digits)
    if shown == 0:
        return _("unchanged")
    amount = grouped(abs(shown), digits)
    text = (
        _("raised by %(amount)s percentage points")
        if shown > 0
        else _("lowered by %(amount)s percentage points")
    )
    return text % {"amount": amount}


@register.filter
def month(value: Month | str | None) -> str:
    """“2024年4月”."""
    if value is None:
        return NONE
    value = _month(value)
    return _("%(month)s/%(year)s") % {"year": value.year, "month": value.number}


@register.filter
def month_short(value: Month | str | None) -> str:
    """“4月”, where the year stands elsewhere."""
    return NONE if value is None else _("month %(month)s") % {"month": _month(value).number}


@register.filter
def year_to_date(value: Month | str | None) -> str:
    """“1—4月”; January is “1月”."""
    if value is None:
        return NONE
    number = _month(value).number
    if number == 1:
        return _("month %(month)s") % {"month": 1}
    return _("months 1 to %(month)s") % {"month": number}


@register.filter
def day(value: date | None) -> str:
    """“2024年5月5日”."""
    if value is None:
        return NONE
    return _("%(month)s/%(day)s/%(year)s") % {
        "year": value.year,
        "month": value.month,
        "day": value.day,
    }


@register.filter
def day_short(value: date | None) -> str:
    """“5月5日”, where the year stands elsewhere."""
    if value is None:
        return NONE
    return _("%(month)s/%(day)s") % {"month": value.month, "day": value.day}


@register.filter
def iso_day(value: date | None) -> str:
    """“2024-05-05”: dates in table columns."""
    return NONE if value is None else f"{value:%Y-%m-%d}"


@register.filter
def moment(value: datetime | None) -> str:
    """“5月5日 09:41”, in the city's zone; what the machine recorded while the city lives on a
    date of its own says so: “11月24日 12:03（系统时间）”.
    """
    if value is None:
        return NONE
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    shown = f"{day_short(local.date())} {local:%H:%M}"
    if timezone.is_aware(value) and clock.is_machine_time(value):
        return _("%(moment)s (machine time)") % {"moment": shown}
    return shown


@register.filter
def or_silent(shown: str | None) -> str:
    """Replaces an absent figure by “未报”: silence that somebody owes."""
    return _("not reported") if shown in (None, "", NONE) else shown


def _month(value: Month | str) -> Month:
    return value if isinstance(value, Month) else Month.parse(value)
