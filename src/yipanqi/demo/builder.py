"""Build the city: draw it on paper, write it in one transaction, then freeze its past."""

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.ledger.units.queries import forget_trees
from yipanqi.core.refusal import Refusal
from yipanqi.demo import Progress
from yipanqi.demo.city.calendar import build_windows
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import TODAY
from yipanqi.demo.city.money import tell_money
from yipanqi.demo.city.people import build_people
from yipanqi.demo.city.projects import draw_projects
from yipanqi.demo.city.register import build_register
from yipanqi.demo.city.units import build_units
from yipanqi.demo.folders import wipe_folders
from yipanqi.demo.months.figures import tell_months
from yipanqi.demo.months.freeze import freeze_past
from yipanqi.demo.months.measures import build_adjustments, build_measures, build_targets
from yipanqi.demo.months.photos import build_photos
from yipanqi.demo.months.reports import build_reports
from yipanqi.demo.months.traces import build_traces
from yipanqi.demo.months.trouble import build_problems
from yipanqi.demo.stories.commitments import build_commitments
from yipanqi.demo.stories.figures import build_moves, build_segments
from yipanqi.demo.stories.film import build_film
from yipanqi.demo.stories.forms import build_forms
from yipanqi.demo.stories.gates import build_gate_story
from yipanqi.demo.stories.handovers import build_hand_overs
from yipanqi.demo.stories.inspections import build_inspections
from yipanqi.demo.stories.lists import build_lists
from yipanqi.demo.stories.meetings import build_meetings
from yipanqi.demo.stories.names import build_aliases
from yipanqi.demo.stories.pipeline import build_judgements
from yipanqi.demo.stories.programmes import tell_reports
from yipanqi.demo.stories.register import build_views
from yipanqi.demo.stories.statistics import build_statistics
from yipanqi.infra import clock
from yipanqi.infra.models import Installation, Job
from yipanqi.infra.uid import seeded

TITLE = "一盘棋 · 绍兴（演示数据）"
SHARE_WRITTEN = 40  # of 100 steps; the rest is freezing


def build_city(progress: Progress | None = None, *, freeze: bool = True) -> None:
    """Raises ``demo.not_empty`` where the database holds units or people already."""
    if Unit.objects.exists() or User.objects.exists():
        raise Refusal("demo.not_empty")
    with transaction.atomic():
        _write(progress)
    _after(progress, freeze=freeze)


def reset_city(
    progress: Progress | None = None, *, freeze: bool = True, keep: Job | None = None
) -> None:
    """Readers see the old city (on PostgreSQL they wait) until the new one is written; a
    crash leaves the old rows. Raises ``demo.not_a_demo``.

    ``keep``: the job that is doing this, which somebody is watching.
    """
    home = Installation.objects.filter(pk=1).first()
    if home is None or not home.is_demo:
        raise Refusal("demo.not_a_demo")
    with transaction.atomic():
        connection.check_constraints()  # PostgreSQL empties no table with checks pending
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        if keep is not None:
            _put_back(keep)
        _write(progress)
    _after(progress, freeze=freeze)


def _put_back(job: Job) -> None:
    """The row under its old key; the next job gets the key after it."""
    job.save(force_insert=True)
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), [Job]):
            cursor.execute(line)


def city_is_built() -> bool:
    home = Installation.objects.filter(pk=1).first()
    return home is not None and home.is_demo and User.objects.exists()


def _after(progress: Progress | None, *, freeze: bool) -> None:
    forget_trees()
    clock.forget_reading()
    wipe_folders()
    if freeze:
        freeze_past(_from(progress, SHARE_WRITTEN))
        build_moves()
        build_judgements()
        build_gate_story()
        build_meetings()
        build_inspections()
        build_film()
        tell_reports()
        build_forms()
        build_lists()
        build_hand_overs()
    _tell(progress, 100, "演示城市已就绪")


def _from(progress: Progress | None, start: int) -> Progress:
    """Progress of a later part, in what is left of a hundred."""

    def tell(done: int, total: int, what: str) -> None:
        _tell(progress, start + (99 - start) * done // max(1, total), what)

    return tell


def _tell(progress: Progress | None, done: int, what: str) -> None:
    if progress is not None:
        progress(done, 100, what)


def draw_city() -> list[Draft]:
    """The projects with their money, before anything is written."""
    drafts = draw_projects()
    for draft in drafts:
        if not draft.is_package:
            tell_money(draft)
    return drafts


def _write(progress: Progress | None) -> None:
    with seeded(SEED):
        Installation.objects.update_or_create(
            pk=1, defaults={"title": TITLE, "is_demo": True, "business_date": TODAY}
        )
        _tell(progress, 1, "单位与账号")
        units = build_units()
        users = build_people(units)
        build_aliases()
        windows = build_windows()
        _tell(progress, 4, "项目、年度清单与节点")
        drafts = draw_city()
        registered = build_register(drafts, units)
        _tell(progress, 12, "十六个月的月报")
        told = [one for draft in drafts for one in tell_months(draft)]
        ledger = build_reports(told, units, users, windows, registered)
        _tell(progress, 30, "现场照片")
        build_photos(ledger, told)
        _tell(progress, 36, "统计指标、目标、问题与加减分")
        measures = build_measures(units)
        build_targets(drafts, units, measures)
        build_problems(registered, units, users)
        build_commitments(units, users)
        build_adjustments(units)
        build_traces(ledger)
        build_views()
        build_segments(registered, told, units)
        build_statistics(registered, told, units)
        _tell(progress, SHARE_WRITTEN, "台账写入完成")
