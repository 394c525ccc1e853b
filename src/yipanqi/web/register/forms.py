"""Raw input of the register's verbs → typed values. Money is typed in 万元, places in degrees."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yipanqi.apps.ledger.projects.actions import ProjectData
from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.core.projects.stages import Domain, Interruption, ListLevel, Stage, Track
from yipanqi.core.scope import Viewer
from yipanqi.core.units.coordinates import Frame, Point, to_ledger
from yipanqi.infra.fields import WanField
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField
from yipanqi.web.register import choices
from yipanqi.web.register.definitions import DEFINITIONS

UNIT_FIELDS = ("counting_unit", "lead_unit", "reporting_unit", "zone")
FRAMES = (
    (Frame.CGCS2000, _("CGCS2000 (national frame)")),
    (Frame.WGS84, _("WGS-84 (GPS; taken as CGCS2000, they differ by centimetres)")),
    (Frame.GCJ02, _("GCJ-02 (map services, enciphered)")),
)
MICRO = 6  # degrees are kept as millionths


def of_enum(kind: Any) -> list[tuple[str, str]]:
    return [(member.value, label(member)) for member in kind]


class ProjectForm(VerbForm):
    """What the register says of a project, without the verb's own fields."""

    name = forms.CharField(label=_("Project name"), max_length=120)
    approval_code = forms.CharField(
        label=_("Approval code"),
        max_length=24,
        required=False,
        help_text=_("24 characters of the national approval platform; leave empty where none yet"),
    )
    list_level = forms.ChoiceField(label=_("List level"))
    domain = forms.ChoiceField(label=_("Domain"))
    track = forms.ChoiceField(
        label=_("Track"), help_text=_("Government investment starts without signing and landing")
    )
    industry_code = forms.CharField(
        label=_("Industry code"),
        max_length=4,
        required=False,
        help_text=_("GB/T 4754, for example C397"),
    )
    is_assessed = forms.BooleanField(
        label=_("On the list of the level above (assessed)"), required=False
    )
    counting_unit = forms.ChoiceField(
        label=_("Counted in"),
        help_text=_("A county or town; the project's figures count here once"),
    )
    lead_unit = forms.ChoiceField(
        label=_("Lead unit"), help_text=_("Exactly one unit is accountable")
    )
    reporting_unit = forms.ChoiceField(label=_("Reporting unit"))
    zone = forms.ChoiceField(
        label=_("Zone"),
        required=False,
        help_text=_("Shown there too, never added a second time"),
    )
    sponsor = forms.CharField(
        label=_("Sponsor"), max_length=40, required=False, help_text=_("The post, not the person")
    )
    total_investment = WanField(label=_("Total investment"), required=True)
    owner_name = forms.CharField(label=_("Owner"), max_length=80, required=False)
    owner_credit_code = forms.CharField(
        label=_("Unified social credit code of the owner"), max_length=18, required=False
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    longitude = forms.DecimalField(
        label=_("Longitude"),
        required=False,
        max_digits=9,
        decimal_places=MICRO,
        min_value=Decimal(73),
        max_value=Decimal(136),
        help_text=_("Degrees, CGCS2000, for example 120.582112"),
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        required=False,
        max_digits=8,
        decimal_places=MICRO,
        min_value=Decimal(3),
        max_value=Decimal(54),
        help_text=_("Degrees, for example 29.997117"),
    )
    frame = forms.ChoiceField(
        label=_("Coordinates are in"),
        required=False,
        help_text=_("Map services on phones give GCJ-02; it is converted and kept in CGCS2000"),
    )
    # the warning of a point elsewhere holds for the point it was given for
    confirmed_point = forms.CharField(required=False, widget=forms.HiddenInput)
    is_there = forms.BooleanField(label=_("I have checked the point: it is right"), required=False)
    content = WordsField(label=_("Content"), required=False, rows=3)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "list_level": of_enum(ListLevel),
            "domain": of_enum(Domain),
            "track": of_enum(Track),
            "counting_unit": [choices.NONE, *choices.counting_units(viewer)],
            "lead_unit": [choices.NONE, *choices.units()],
            "reporting_unit": [choices.NONE, *choices.units()],
            "zone": choices.zones(),
            "frame": [(frame.value, text) for frame, text in FRAMES],
        }
        for name, options in offered.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Fields as the page groups them."""
        last = ("effective_on", "reason") if "reason" in self.fields else ()
        groups = (
            (pgettext_lazy("project", "What it is"),
             ("name", "content", "domain", "track", "list_level", "industry_code",
              "total_investment", "approval_code", "own_code", "package",
              *({"effective_on"} - set(last)), "is_assessed", "is_package")),
            (_("Who answers"), ("counting_unit", "lead_unit", "reporting_unit", "zone", "sponsor")),
            (_("Owner and place"), ("owner_name", "owner_credit_code", "place", "longitude",
                                    "latitude", "frame")),
            (_("This change"), last),
        )  # fmt: skip
        return [
            (title, found)
            for title, names in groups
            if (found := [self[name] for name in names if name in self.fields])
        ]

    def facts(self) -> dict[str, Any]:
        """Cleaned values under the names of ``ProjectData``."""
        values = self.cleaned_data
        units = choices.chosen_units([values[name] for name in UNIT_FIELDS])
        return {
            **{name: values[name] for name in ProjectData.__slots__ if name in values},
            **{name: units.get(values[name]) for name in UNIT_FIELDS},
            "domain": Domain(values["domain"]),
            "track": Track(values["track"]),
            "list_level": ListLevel(values["list_level"]),
            "longitude_e6": self.point()[0],
            "latitude_e6": self.point()[1],
        }

    def point(self) -> tuple[int | None, int | None]:
        """In the ledger's frame, 1e-6 degree."""
        longitude, latitude = self.cleaned_data["longitude"], self.cleaned_data["latitude"]
        frame = Frame(self.cleaned_data["frame"] or Frame.CGCS2000)
        if frame is not Frame.GCJ02 or longitude is None or latitude is None:
            return _micro(longitude), _micro(latitude)
        typed = Point.of_e6(int(longitude.scaleb(MICRO)), int(latitude.scaleb(MICRO)))
        return to_ledger(typed, frame).e6

    def point_is_confirmed(self) -> bool:
        values = self.cleaned_data
        return bool(values["is_there"]) and values["confirmed_point"] == point_key(self.point())


def point_key(point: tuple[int | None, int | None]) -> str:
    return ",".join(str(part) for part in point)


def _micro(degrees: Decimal | None) -> int | None:
    return None if degrees is None else int(degrees.scaleb(MICRO))


def initial_of(project: ProjectData) -> dict[str, Any]:
    """The form's values for what the register says now."""
    values = {name: getattr(project, name) for name in ProjectData.__slots__}
    for name in UNIT_FIELDS:
        values[name] = str(values[name].uid) if values[name] else ""
    for name in ("longitude", "latitude"):
        kept = values.pop(f"{name}_e6")
        values[name] = None if kept is None else Decimal(kept).scaleb(-MICRO)
    return values


class RegisterForm(ProjectForm):
    own_code = forms.CharField(
        label=_("Own code"),
        max_length=30,
        required=False,
        help_text=_("Leave empty to be given the next number"),
    )
    is_package = forms.BooleanField(
        label=_("A package: its parts are registered one by one"), required=False
    )
    package = forms.ChoiceField(label=_("Part of package"), required=False)
    effective_on = DayField(label=_("Takes effect on"))
    # the warning of namesakes holds for the name it was given for
    confirmed_name = forms.CharField(required=False, widget=forms.HiddenInput)
    is_another = forms.BooleanField(
        label=_("I have compared them: this is another project"), required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["package"].choices = choices.packages(viewer)  # type: ignore[attr-defined]

    def is_confirmed(self) -> bool:
        values = self.cleaned_data
        return bool(values["is_another"]) and values["confirmed_name"] == values["name"]


class AmendForm(ProjectForm):
    effective_on = DayField(
        label=_("Takes effect on"),
        help_text=_("Months before this day keep what the register said then"),
    )
    reason = WordsField(label=_("Reason"), max_length=300)


class StageForm(VerbForm):
    what = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    on = DayField(label=_("On which day"))
    with_date = forms.BooleanField(
        label=_("Also record this day as the actual date of the milestone"),
        required=False,
        initial=True,
    )
    reason = WordsField(
        label=_("Reason"),
        required=False,  # the verb says why it needs one
        max_length=300,
        help_text=_("On which paper this direct entry rests; the usual way is the project's gates"),
    )

    def __init__(self, *args: Any, moves: tuple[Stage | Interruption, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(m.value, label(m)) for m in moves]  # type: ignore[attr-defined]

    def options(self) -> list[tuple[Any, Any]]:
        """Each move with what it means, at the point of use."""
        return [(radio, DEFINITIONS.get(str(radio.data["value"]), "")) for radio in self["what"]]


class VoidForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MilestoneForm(VerbForm):
    milestone = forms.ChoiceField(label=_("Milestone"))
    basis = forms.ChoiceField(label=_("Planned or actual"), widget=forms.RadioSelect)
    happens_on = DayField(
        label=_("Day"), required=False, help_text=_("Empty withdraws the date that stands")
    )
    reason = WordsField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Needed where a date is moved or withdrawn"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].choices = [  # type: ignore[attr-defined]
            (m.value, label(m)) for m in MilestoneDate.Milestone
        ]
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            ("planned", _("Planned")),
            ("actual", _("Actual")),
        ]


class SupportsForm(VerbForm):
    units = forms.MultipleChoiceField(
        label=_("Supporting units"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def groups(self) -> list[dict[str, Any]]:
        """Ticks under the heads of their option groups."""
        ticks = {str(tick.data["value"]): tick for tick in self["units"]}
        offered = self.fields["units"].choices  # type: ignore[attr-defined]
        return [
            {"name": name, "ticks": [ticks[uid] for uid, _label in options]}
            for name, options in offered
        ]


class ProgrammesForm(VerbForm):
    programmes = forms.MultipleChoiceField(
        label=_("Programmes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
