"""Words of the reports: physical progress that fits how far the works are, problems, reasons."""

from random import Random

from yipanqi.core.month import Month
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Draft, Trait
from yipanqi.demo.tables import table

FALLBACK = "已与业主台账核对，情况属实。"


def progress(draft: Draft, month: Month, told: int) -> str:
    """What a report says; ``told`` is the money done by the month's end since the beginning."""
    texts = table("progress.toml")
    turn = month.minus(Month(2023, 1)) + draft.number
    chance = dice("words", draft.number, month)
    if Trait.SHAM in draft.traits and _under_way(draft, month):
        return "项目正按计划有序推进，完成阶段性目标任务。"
    share = min(99, max(1, told * 100 // max(1, draft.total)))
    if draft.completed_on and draft.completed_on <= month.last:
        choices = texts["finished"]["texts"]
    elif draft.is_paused_in(month):
        choices = texts["paused"]["texts"]
    elif _under_way(draft, month):
        return _scene(draft, share, turn, chance)
    elif draft.start_plans and draft.start_plans[0].day <= month.plus(2).last:
        choices = texts["waiting"]["texts"]
    else:
        choices = texts["preparing"]["texts"]
    return _filled(choices[turn % len(choices)], 10 + turn % 8 * 10, share, chance)


def _under_way(draft: Draft, month: Month) -> bool:
    return draft.started_on is not None and draft.started_on <= month.last


def _scene(draft: Draft, share: int, turn: int, chance: Random) -> str:
    lower = 0
    phases = table("progress.toml")[draft.work.scene]
    for phase in phases:
        if share < phase["upto"]:
            choices = phase["texts"]
            inside = (share - lower) * 90 // (phase["upto"] - lower) + 8
            return _filled(choices[turn % len(choices)], inside, share, chance)
        lower = phase["upto"]
    return _filled(phases[-1]["texts"][0], 99, share, chance)


def _filled(pattern: str, inside: int, share: int, chance: Random) -> str:
    text: str = pattern.format(
        k=3 + share * chance.randint(2, 4),
        m=1 + chance.randint(0, 4),
        h=1 + inside * 12 // 100,
        s=min(98, inside + chance.randint(0, 3)),
    )
    return text


def problem(draft: Draft, month: Month) -> str:
    """The field 存在问题: empty for most."""
    chance = dice("trouble", draft.number, month)
    if chance.random() > 0.16:
        return chance.choice(("", "", "无"))
    row = chance.choice(table("problems.toml")["problem"])
    title: str = row["title"].format(k=chance.randint(5, 60), m=chance.randint(1, 4))
    return f"{title}，请协调解决。"


def explanation(code: str, chance: Random) -> str:
    """A word for a soft finding."""
    return str(chance.choice(table("explanations.toml").get(code, [FALLBACK])))
