"""Short ways to act on commitments of the small town; its next worked day is 6 May 2024."""

import io
from datetime import date

from PIL import Image

from city import City
from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.infra import clock

DUE = date(2024, 5, 20)


def picture(colour: str = "white") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    out.seek(0)
    return out


class Promises:
    """A commitment of 青石镇, assigned by 东山区's reviewer unless said otherwise."""

    def __init__(self, town: City) -> None:
        self.town = town

    def order(self, lead="town", supports=(), **changes) -> Order:
        values = {
            "title": "青石镇工业路拓宽交地",
            "lead_unit": self.town.unit[lead].pk,
            "supporting_units": tuple(self.town.unit[key].pk for key in supports),
            "requirement": "5月20日前完成剩余12户签约并交地。",
            "due_on": DUE,
        }
        return Order(**values | changes)

    def assigned(self, by="east_reviewer", lead="town", **changes) -> Commitment:
        key = changes.pop("key", None)
        order = self.order(lead, **changes)
        return actions.assign(viewer=self.town.viewer(by), order=order, key=key)

    def act(self, verb, row, by, on=None, **more):
        """``verb`` by a person of the town on a day (default: the town's today)."""
        with clock.at(on or date(2024, 5, 5)):
            return getattr(actions, verb)(viewer=self.town.viewer(by), uid=row.uid, **more)

    def show(self, row, by="town_reporter", on=None, colour="white"):
        return self.act("add_evidence", row, by, on, file=picture(colour), name="现场.png")

    def done(self, row, by="town_reporter", on=None, **more) -> Commitment:
        if row.needs_evidence and not row.evidence.exists():
            self.show(row, by, on)
        more.setdefault("result", "剩余12户已签约，地块已交付施工单位。")
        return self.act("report_done", row, by, on, **more)
