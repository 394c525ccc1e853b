"""The small town, and short ways to act at its gates."""

import io
from collections.abc import Sequence
from datetime import date

import pytest
from django.core.files.base import File
from PIL import Image

from city import City, city
from yipanqi.apps.life.gates import actions
from yipanqi.apps.life.gates.actions import Paper, Proposal
from yipanqi.apps.life.gates.models import GatePassage
from yipanqi.core.projects.gates import Gate

BACKEND = "django.contrib.auth.backends.ModelBackend"
STARTED = ("contract", "photo", "permit")


@pytest.fixture
def town(db: None) -> City:
    return city()


@pytest.fixture
def page(client, town):
    """``page("office", "/gates/…")`` → the answer."""

    def get(who: str, address: str, data=None, *, post: bool = False):
        client.force_login(town.user[who], backend=BACKEND)
        return client.post(address, data or {}) if post else client.get(address, data or {})

    return get


def photo(colour: str, taken: str = "") -> File:
    """A site photo; with its day where a camera would have written it."""
    out = io.BytesIO()
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = f"{taken.replace('-', ':')} 09:30:00"
    Image.new("RGB", (16, 16), colour).save(out, "JPEG", exif=exif)
    out.seek(0)
    return File(out, f"{colour}.jpg")


def paper(item: str, colour: str = "red", **more) -> Paper:
    taken = "2024-04-20" if item == "photo" else ""
    return Paper(item, photo(colour, more.pop("taken", taken)), f"{item}.jpg", **more)


class AtGates:
    """Verbs at the gates by people of the town."""

    def __init__(self, town: City) -> None:
        self.town = town

    def propose(
        self,
        gate: Gate,
        on: date,
        *,
        key: str = "plant",
        by: str = "town_reporter",
        items: Sequence[str] = STARTED,
    ) -> GatePassage:
        colours = ("red", "green", "blue", "white", "black")
        papers = [paper(item, colour) for item, colour in zip(items, colours, strict=False)]
        return actions.propose_gate(
            viewer=self.town.viewer(by),
            project_uid=self.town.project[key].uid,
            proposal=Proposal(gate, on, "现场已施工。", papers),
        )

    def accept(self, passage: GatePassage, by: str = "east_reviewer") -> GatePassage:
        return actions.accept_gate(viewer=self.town.viewer(by), passage_uid=passage.uid)

    def refuse(self, passage: GatePassage, by: str = "east_reviewer") -> GatePassage:
        return actions.refuse_gate(
            viewer=self.town.viewer(by), passage_uid=passage.uid, reason="照片看不出永久性工程。"
        )


@pytest.fixture
def at_gates(town) -> AtGates:
    return AtGates(town)
