"""Invented names: of projects, owners and posts. No enterprise and no person is real."""

import re
from random import Random

from yipanqi.core.projects.identity import normalised
from yipanqi.core.projects.stages import Domain
from yipanqi.core.units.codes import organisation_check, uscc_check
from yipanqi.demo.city.draft import Draft

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
TRADES = {
    "textile": "纺织科技",
    "socks": "针织",
    "metal": "金属制品",
    "chemical": "新材料",
    "machinery": "精密机械",
    "kitchen": "厨房电器",
    "chips": "微电子",
    "medicine": "生物医药",
    "battery": "新能源",
    "logistics": "物流",
    "tourism": "文旅发展",
    "park": "园区运营",
    "estate": "置业",
}
PUBLIC = {
    Domain.INFRASTRUCTURE: "基础设施投资",
    Domain.LIVELIHOOD: "城乡建设",
    Domain.INDUSTRY: "产业投资",
    Domain.REAL_ESTATE: "置业",
}
TERMS = ("", "（二期）", "（三期）", "（扩建）", "（南区）", "（北区）", "（东区）", "（西区）")
NAME_LENGTH = 40


class Register:
    """Hands out names that differ by more than their form."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def project(self, draft: Draft, place: str, chance: Random) -> str:
        """A name for ``draft`` nobody has yet."""
        for turn in range(200):
            pattern, word = chance.choice(draft.work.names), chance.choice(draft.work.words)
            number = _number(draft, chance)
            term = TERMS[min(turn // 12, len(TERMS) - 1)]
            name = pattern.format(p=place, n=number, w=word) + term
            if self.take(name):
                return name
        raise LookupError(f"no name left for {draft.work.key} in {place}")

    def take(self, name: str) -> bool:
        key = normalised(name)
        if key in self._taken or len(name) > NAME_LENGTH:
            return False
        self._taken.add(key)
        return True


def _number(draft: Draft, chance: Random) -> int:
    low, high = draft.work.amount
    return max(1, chance.randint(low, high) // 10 * 10) if high > 100 else chance.randint(low, high)


def content(draft: Draft, chance: Random) -> str:
    """What is to be built, in the amounts that fit the money."""
    size = max(1, draft.total // 100_000_000)
    named = re.search(r"年产(\d+)", draft.name)
    return draft.work.content.format(
        a=size * chance.randint(11, 32) * 100 + 3_000,
        b=chance.randint(4, 40),
        c=min(900, size * chance.randint(4, 9) + 15),
        e=chance.randint(2, 6),
        f=chance.randint(3, 14),
        g=chance.choice((24, 32, 36, 42)),
        n=named[1] if named else _number(draft, chance),
    )


def owner(draft: Draft) -> str:
    """An owner enterprise; 示例 says that it is invented."""
    if draft.work.key in TRADES:
        pair = STEMS[draft.number % 10] + BRANCHES[draft.number % 12]
        return f"示例{pair}（{draft.town.short}）{TRADES[draft.work.key]}有限公司"
    return f"示例{draft.county.short}{PUBLIC[draft.work.domain]}集团有限公司"


def credit_code(county: str, number: int) -> str:
    """A code that passes its check digits; 0000 in the organisation's part marks it invented."""
    organisation = f"0000{number:04d}"
    body = f"91{county}{organisation}{organisation_check(organisation)}"
    return body + uscc_check(body)


SPONSORS = {
    Domain.INDUSTRY: "市政府副市长（分管工业）",
    Domain.INFRASTRUCTURE: "市政府副市长（分管交通）",
    Domain.LIVELIHOOD: "市政府副市长（分管社会事业）",
    Domain.REAL_ESTATE: "市政府副市长（分管城建）",
}
COUNTY_POSTS = ("区委书记", "区长", "区委副书记", "常务副区长", "副区长（分管工业）")


def sponsor(draft: Draft, *, by_city: bool, chance: Random) -> str:
    """挂钩领导: a post, not a person."""
    if by_city:
        return chance.choice(("市委常委、常务副市长", SPONSORS[draft.work.domain]))
    post = chance.choice(COUNTY_POSTS)
    ending = draft.county.name[-1]
    return draft.county.short + post.replace("区", ending)
