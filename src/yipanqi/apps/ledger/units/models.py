"""The tree of units, and the people who hold posts in it.

A unit is an identity that never changes; its name, code, parent and kind are dated.
"""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from yipanqi.core.scope import Role
from yipanqi.core.units.kinds import UnitKind
from yipanqi.infra.uid import new_uid


class Unit(models.Model):
    """An identity: what foreign keys point at, never deleted."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.uid)


class UnitVersion(models.Model):
    """What a unit was called and where it stood, from ``from_on`` until before ``to_on``."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)  # null: still so
    # identity of the day
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True)  # GB/T 2260 (6) or statistics (9, 12)
    credit_code = models.CharField(max_length=18, blank=True)  # GB 32100
    # place in the tree
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in UnitKind])
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    is_view = models.BooleanField(default=False)  # has accounts and a venue, is never an addend
    sort = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["sort", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="unit_version_not_empty"
            ),
            models.UniqueConstraint(fields=["unit", "from_on"], name="unit_version_starts_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(to_on=None), name="unit_has_one_open_version"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person's account. What it may do comes from appointments, never from flags here."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)  # as shown; a role in the demonstration city
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A role held in a unit for a time."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Role])
    domains = models.JSONField(default=list, blank=True)  # a line department's project domains
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="appointment_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Delegation(models.Model):
    """Somebody acts for somebody else for a time; the audit shows both."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    principal = models.ForeignKey(User, models.PROTECT, related_name="delegations_given")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="delegations_held")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="delegation_not_empty"
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("deputy")), name="delegation_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.principal}"


class RegionCode(models.Model):
    """A GB/T 2260 code with the name it had, from ``valid_from`` until before ``valid_to``."""

    code = models.CharField(max_length=12, db_index=True)
    name = models.CharField(max_length=60)
    valid_from = models.DateField(null=True)  # null: as far back as the lists go
    valid_to = models.DateField(null=True)  # null: still valid
    successor = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class UnitAlias(models.Model):
    """Another name a unit goes by, from ``from_on`` until before ``to_on``: 柯桥 for 柯桥区."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=80)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)  # null: still so
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="unit_alias_not_empty"
            ),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(to_on=None), name="unit_alias_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
