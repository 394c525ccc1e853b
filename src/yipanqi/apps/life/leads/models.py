"""Leads before the signature: seen by the unit that attracts and by the investment office."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.projects.leads import ContactKind, LeadStage, Side
from yipanqi.core.projects.stages import Domain
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.fields import MoneyField
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid

READING = (Role.REPORTER, Role.REVIEWER, Role.LINE, Role.OFFICE, Role.LEADER)


class InvestmentOffice(models.Model):
    """The unit that looks after all leads of the city (招商部门) for a time."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    named_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(to_on=None), name="investment_office_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} from {self.from_on}"


def is_investment_office(viewer: Viewer) -> bool:
    posts = viewer.posts_as(*READING)
    today = clock.business_today()
    rows = InvestmentOffice.objects.filter(unit__in=posts, from_on__lte=today)
    return bool(posts) and rows.filter(Q(to_on=None) | Q(to_on__gt=today)).exists()


class LeadQuerySet(ScopedQuerySet["Lead"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Only the very unit that attracts, and the investment office: nobody above, below or
        beside it, no auditor, whatever they see of projects.
        仅招引单位和招商部门可见，上下级、审计均不可见。
        """
        if viewer.is_system or is_investment_office(viewer):
            return self
        return self.filter(unit__in=viewer.posts_as(*READING))


class Lead(models.Model):
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=120)
    search_name = models.CharField(max_length=120, db_index=True)
    investor_name = models.CharField(max_length=80)
    investor_credit_code = models.CharField(max_length=18, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # 招引单位
    owner = models.CharField(max_length=40)  # 跟踪责任人: a post
    source = models.CharField(max_length=80, blank=True)  # where the word came from
    domain = models.CharField(max_length=16, choices=[(d.value, d.value) for d in Domain])
    industry_code = models.CharField(max_length=4, blank=True)
    amount = MoneyField()  # intended total investment
    place = models.CharField(max_length=120, blank=True)
    content = models.TextField(blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True)
    stage = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in LeadStage], default=LeadStage.LEAD
    )
    stage_since = models.DateField()
    opened_on = models.DateField()
    recorded_at = models.DateTimeField()
    project = models.OneToOneField(Project, models.PROTECT, null=True, related_name="lead")
    signed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class LeadMove(models.Model):
    """One line of a lead's log."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="moves")
    stage = models.CharField(max_length=12, choices=[(s.value, s.value) for s in LeadStage])
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.stage}"


class LeadContact(models.Model):
    """A visit, a meeting, a call with the investor."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ContactKind])
    on = models.DateField()
    who = models.CharField(max_length=200)  # posts on both sides
    words = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.on}"


class SigningPromiseQuerySet(ScopedQuerySet["SigningPromise"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Before the signature seen with its lead, after it with the project.
        签约前随线索可见，签约后随项目可见。
        """
        if viewer.is_system:
            return self
        leads = Lead.objects.visible_to(viewer)
        projects = Project.objects.visible_to(viewer)
        return self.filter(Q(lead__in=leads) | Q(project__in=projects))


class SigningPromise(models.Model):
    """What investor or city promised at the signing, by a day."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="promises")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="signing_promises")
    side = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Side])
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # who must keep it
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, related_name="signing_promise"
    )
    withdrawn_on = models.DateField(null=True)  # struck before the signature
    kept_on = models.DateField(null=True)
    kept_words = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SigningPromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def uid_text(self) -> str:
        return str(self.uid)

    @property
    def days_late(self) -> int:
        """Days the promise was, or is by today, overdue."""
        return max(0, ((self.kept_on or clock.business_today()) - self.due_on).days)
