"""Codes that can be checked by themselves: credit codes and national project codes.

Sources: GB 32100-2015 (统一社会信用代码) with the inner organisation code of GB 11714;
GB/T 40058-2021 (项目代码). A fault is returned, not raised: a form shows it, an import
collects it. The check digit of a project code has no published algorithm and is never
judged.
"""

import re
from datetime import date

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.units.regions import RegionRegister

USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I O S V Z; the place is the value
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS_AND_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_APPROVAL = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})", re.ASCII)
PROVINCES = frozenset(
    str(number)
    for block in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55))
    for number in block
) | {"61", "62", "63", "64", "65", "66", "71", "81", "82"}  # 66: 兵团, a planning unit of its own
_FIRST_YEAR = 2013  # the approval platform's first trials
_LAST_FOUR_DIGIT_YEAR = 2021  # year codes ended in batches after November 2020
_FIRST_MONTH = Month(2020, 11)


def uscc_check(first17: str) -> str:
    """The 18th character that belongs to the first 17."""
    pairs = zip(first17, _USCC_WEIGHTS, strict=True)
    total = sum(USCC_CHARACTERS.index(character) * weight for character, weight in pairs)
    return USCC_CHARACTERS[(31 - total % 31) % 31]


def organisation_check(first8: str) -> str:
    """The ninth character of a GB 11714 organisation code."""
    pairs = zip(first8, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(_DIGITS_AND_LETTERS.index(character) * weight for character, weight in pairs)
    return "0123456789X0"[11 - total % 11]


def uscc_fault(code: str) -> Refusal | None:
    """What is wrong with a unified social credit code; None if nothing is."""
    if len(code) != 18:
        return Refusal("code.uscc_length", value=code, length=len(code))
    for place, character in enumerate(code, 1):
        if character not in USCC_CHARACTERS:
            return Refusal("code.uscc_character", value=code, place=place, character=character)
    if not re.fullmatch(r"[0-9]{6}", code[2:8]):
        return Refusal("code.uscc_region", value=code, region=code[2:8])
    if code[16] != organisation_check(code[8:16]):
        return Refusal("code.uscc_inner_check", value=code, organisation=code[8:17])
    if code[17] != uscc_check(code[:17]):
        return Refusal("code.uscc_check", value=code)
    return None


def approval_code_fault(
    code: str, on: date, register: RegionRegister | None = None
) -> Refusal | None:
    """What is wrong with a national project code seen on day ``on``; None if nothing is.

    Shape, region and a plausible date only. The region is known by its province, or by its
    prefecture where a register is given: zones use county numbers outside GB/T 2260.
    """
    match = _APPROVAL.fullmatch(code)
    if match is None:
        return Refusal("code.approval_shape", value=code)
    stamp, region = match[1], match[2]
    if not _is_region(region, register):
        return Refusal("code.approval_region", value=code, region=region)
    if not _is_plausible(stamp, on):
        return Refusal("code.approval_date", value=code, stamp=stamp)
    return None


def _is_region(region: str, register: RegionRegister | None) -> bool:
    if region.startswith("00"):  # approved by a central department
        return True
    if region[:2] not in PROVINCES:
        return False
    if register is None or region[2:] == "0000":
        return True
    return register.is_known(region[:4] + "00")


def _is_plausible(stamp: str, on: date) -> bool:
    """YYMM since November 2020, YYYY before; a code that reads well either way is well."""
    if _FIRST_YEAR <= int(stamp) <= min(_LAST_FOUR_DIGIT_YEAR, on.year):
        return True
    year, number = 2000 + int(stamp[:2]), int(stamp[2:])
    return 1 <= number <= 12 and _FIRST_MONTH <= Month(year, number) <= Month.of(on)
