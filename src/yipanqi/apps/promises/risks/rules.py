"""What the city's rule file says about risks (``[risk]``)."""

from dataclasses import dataclass

from yipanqi.apps.promises.commitments.rules import rules


@dataclass(frozen=True, slots=True)
class RiskRules:
    kinds: tuple[str, ...]
    levels: tuple[int, ...]  # products from which a level begins
    review_days: tuple[int, ...]  # by level, low first


def risk_rules() -> RiskRules:
    found = rules().kinds["risk"]
    return RiskRules(**{name: tuple(found[name]) for name in ("kinds", "levels", "review_days")})
