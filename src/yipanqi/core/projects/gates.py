"""Gates (关口): what a project must show before it is said to have come that far.

A gate is passed on a day, by papers. Some gates lead to a stage; 入库 and 达效 are dates beside
the stages. What each gate means and asks for stands in a checklist, which a city may change.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import cos, hypot, radians

from yipanqi.core.projects.stages import Stage, Track
from yipanqi.core.refusal import Finding, Refusal, Severity


class Gate(StrEnum):
    SIGNED = "signed"  # 签约
    LANDED = "landed"  # 落地
    APPROVED = "approved"  # 立项
    FUNDED = "funded"  # 资金落实
    STARTED = "started"  # 开工
    ENROLLED = "enrolled"  # 入库（纳统）
    COMPLETED = "completed"  # 竣工
    COMMISSIONED = "commissioned"  # 投产（投用）
    FULL_CAPACITY = "full_capacity"  # 达效


class GateState(StrEnum):
    """Of a proposal to pass a gate."""

    PROPOSED = "proposed"  # 待认定
    ACCEPTED = "accepted"  # 已认定
    REFUSED = "refused"  # 未认定


class PaperKind(StrEnum):
    CONTRACT = "contract"  # 合同
    PERMIT = "permit"  # 许可
    APPROVAL = "approval"  # 批复
    PHOTO = "photo"  # 照片: dated and placed
    STATISTICS = "statistics"  # 统计资料
    PAYMENT = "payment"  # 付款凭证
    ACCEPTANCE = "acceptance"  # 验收
    OTHER = "other"


STAGE_OF: Mapping[Gate, Stage] = {
    Gate.SIGNED: Stage.SIGNED,
    Gate.LANDED: Stage.LANDED,
    Gate.APPROVED: Stage.APPROVED,
    Gate.FUNDED: Stage.FUNDED,
    Gate.STARTED: Stage.STARTED,
    Gate.COMPLETED: Stage.COMPLETED,
    Gate.COMMISSIONED: Stage.IN_PRODUCTION,
}
_GATES: Mapping[Track, tuple[Gate, ...]] = {
    Track.ATTRACTION: (
        Gate.SIGNED,
        Gate.LANDED,
        Gate.STARTED,
        Gate.ENROLLED,
        Gate.COMPLETED,
        Gate.COMMISSIONED,
        Gate.FULL_CAPACITY,
    ),
    # a public facility is in use or it is not: it has no designed output to reach
    Track.GOVERNMENT: (
        Gate.APPROVED,
        Gate.FUNDED,
        Gate.STARTED,
        Gate.ENROLLED,
        Gate.COMPLETED,
        Gate.COMMISSIONED,
    ),
}
# dates beside the stages rest on a gate that was passed before
_AFTER: Mapping[Gate, Gate] = {
    Gate.ENROLLED: Gate.STARTED,
    Gate.FULL_CAPACITY: Gate.COMMISSIONED,
}


def gates_of(track: Track) -> tuple[Gate, ...]:
    """The gates of a track, in order; no other is asked of its projects."""
    return _GATES[track]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist. Of items with the same ``group`` any one will do."""

    key: str
    text: str
    kind: PaperKind
    is_required: bool = True
    group: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a gate means, by whose words, and which papers show it."""

    gate: Gate
    definition: str
    source: str
    items: tuple[Item, ...]

    def missing(self, held: Collection[str]) -> tuple[str, ...]:
        """Texts of what is still to be shown; ``held`` are keys of items with a paper."""
        grouped = {item.group for item in self.items if item.group and item.key in held}
        lacking = [
            item
            for item in self.items
            if item.is_required and item.key not in held and item.group not in grouped - {""}
        ]
        return tuple(_one_of_group(lacking))

    def item(self, key: str) -> Item:
        """Raises ``gate.item_unknown``."""
        found = next((item for item in self.items if item.key == key), None)
        if found is None:
            raise Refusal("gate.item_unknown", field="papers", key=key)
        return found


def _one_of_group(lacking: Sequence[Item]) -> Iterable[str]:
    told: set[str] = set()
    for item in lacking:
        if not item.group:
            yield item.text
        elif item.group not in told:
            told.add(item.group)
            yield "或".join(other.text for other in lacking if other.group == item.group)


def checked(checklist: Checklist) -> Checklist:
    """A checklist that a person has written. Raises ``gate.definition_missing``,
    ``gate.source_missing``, ``gate.items_missing`` or ``gate.items_twice``.
    """
    if not checklist.definition.strip():
        raise Refusal("gate.definition_missing", field="definition")
    if not checklist.source.strip():
        raise Refusal("gate.source_missing", field="source")
    keys = [item.key for item in checklist.items]
    if not any(item.is_required for item in checklist.items):
        raise Refusal("gate.items_missing", field="items")
    if len(set(keys)) != len(keys):
        raise Refusal("gate.items_twice", field="items")
    return checklist


def check_gate(track: Track, gate: Gate, passed: Mapping[Gate, date], on: date) -> None:
    """Refuse a gate the track lacks, one passed already, and a date before what it rests on.

    ``passed`` are the gates whose dates stand. Raises ``gate.not_on_track``,
    ``gate.passed_already``, ``gate.not_yet`` or ``gate.before_earlier``.
    """
    if gate not in _GATES[track]:
        raise Refusal("gate.not_on_track", field="gate", gate=gate, track=track)
    if gate in passed:
        raise Refusal("gate.passed_already", field="gate", gate=gate, on=passed[gate])
    base = _AFTER.get(gate)
    if base is None:
        return
    if base not in passed:
        raise Refusal("gate.not_yet", field="gate", gate=gate, base=base)
    if on < passed[base]:
        raise Refusal("gate.before_earlier", field="on", base=base, day=passed[base])


@dataclass(frozen=True, slots=True)
class Shot:
    """What a site photo tells: its day, by the camera or by the word of who sent it."""

    taken_on: date | None
    by_camera: bool
    longitude_e6: int | None = None
    latitude_e6: int | None = None


NEAR_METRES = 3_000
METRES_A_DEGREE = 111_320


def photo_findings(
    shots: Iterable[Shot], on: date, place: tuple[int | None, int | None]
) -> tuple[Finding, ...]:
    """What a reviewer should look at; nothing here refuses by itself."""
    found = []
    for shot in shots:
        if not shot.by_camera:
            found.append(Finding("gate.photo_day_declared", Severity.SOFT, "papers"))
        if shot.taken_on is not None and shot.taken_on < on:
            params = {"taken": shot.taken_on, "day": on}
            found.append(Finding("gate.photo_older", Severity.SOFT, "papers", params))
        if shot.longitude_e6 is None or shot.latitude_e6 is None:
            found.append(Finding("gate.photo_unplaced", Severity.SOFT, "papers"))
            continue
        away = _metres((shot.longitude_e6, shot.latitude_e6), place)
        if away is not None and away > NEAR_METRES:
            far = {"metres": away}
            found.append(Finding("gate.photo_far", Severity.SOFT, "papers", far))
    return tuple(found)


def _metres(one: tuple[int, int], other: tuple[int | None, int | None]) -> int | None:
    if other[0] is None or other[1] is None:
        return None
    north = (one[1] - other[1]) / 1e6 * METRES_A_DEGREE
    east = (one[0] - other[0]) / 1e6 * METRES_A_DEGREE * cos(radians(one[1] / 1e6))
    return int(hypot(north, east))
