"""Plumbing rows without domain words: the installation, the audit, jobs, evidence files."""

from django.db import models
from django.db.models import Q

from yipanqi.infra.uid import new_uid


class Installation(models.Model):
    """The one row that says what this installation is (primary key 1)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    title = models.CharField(max_length=60, default="一盘棋")
    is_demo = models.BooleanField(default=False)
    business_date = models.DateField(null=True, blank=True)  # null: the real date
    # head of the sealed audit chain
    chain_length = models.BigIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="installation_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.title


class AuditEntry(models.Model):
    """One write: who, when, for whom, which verb, before and after. Append-only.

    ``sequence`` and ``chain`` are filled by the sealer, in the order of commit.
    """

    # heads, covered by the digest
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    at = models.DateTimeField()
    business_on = models.DateField()
    actor = models.CharField(max_length=64)  # uid of the person, or "system"
    actor_name = models.CharField(max_length=80)
    on_behalf_of = models.CharField(max_length=80, blank=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_uid = models.CharField(max_length=64)
    unit_uid = models.CharField(max_length=64, blank=True)
    month = models.CharField(max_length=7, blank=True)
    reason = models.TextField(blank=True)
    # fields, each digested with its own salt
    values = models.JSONField(default=dict)
    salts = models.JSONField(default=dict)
    digests = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    # idempotency
    key = models.CharField(max_length=120, null=True, unique=True)
    # seal
    sequence = models.BigIntegerField(null=True, unique=True)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_uid", "id"], name="audit_subject"),
            models.Index(fields=["unit_uid", "id"], name="audit_unit"),
            models.Index(fields=["id"], name="audit_unsealed", condition=Q(sequence=None)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_uid}"


class Job(models.Model):
    """Work that outlives a request. Leased, idempotent by (name, key), reclaimed after a crash."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    args = models.JSONField(default=dict)
    requested_by = models.CharField(max_length=64, blank=True)
    # state
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    # progress, for the person who waits
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(null=True)  # {"code": …, "params": …}
    error = models.TextField(blank=True)
    result = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=Q(state__in=["queued", "running"]),
                name="job_live_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "run_after"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.name}({self.key})"


class EvidenceFile(models.Model):
    """A file kept by the hash of its content; the same content is stored once."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    unit_uid = models.CharField(max_length=64, blank=True)  # whose scope it follows
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)  # from the picture itself
    longitude_e6 = models.IntegerField(null=True)  # 1e-6 degree, WGS-84 as in EXIF
    latitude_e6 = models.IntegerField(null=True)

    def __str__(self) -> str:
        return self.name
