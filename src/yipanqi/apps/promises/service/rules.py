"""What the city's rule file says about requests (``[service]``)."""

from dataclasses import dataclass

from yipanqi.apps.promises.commitments.rules import rules


@dataclass(frozen=True, slots=True)
class ServiceRules:
    accept_days: int  # working days until somebody has answered first
    rating_days: int  # working days the asker has before the level above may close
    repeat_days: int
    link_days: int
    sends_an_hour: int
    looks_an_hour: int


def service_rules() -> ServiceRules:
    return ServiceRules(**rules().kinds["service"])
