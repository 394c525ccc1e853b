"""Addresses of the product. Every app brings its own ``urls``; what crosses apps stands here.

Path arguments that name the month or the unit are called ``month`` and ``unit``: the two
switchers in the frame then keep the page and change only these.
"""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from yipanqi.apps.ledger.units.urls import account_patterns
from yipanqi.web import closure_paper, documents, handover_paper, programme_papers, shortfall_paper
from yipanqi.web.desk import views as desk
from yipanqi.web.pipeline import map_views
from yipanqi.web.register.search import search
from yipanqi.web.slips import key_work_paper, slip_notice, slip_reply
from yipanqi.web.system import views as system

Address = URLPattern | URLResolver


def of_apps() -> list[Address]:
    """``apps/<name>/urls.py`` under ``/<name>/``, for every installed station that has one."""
    found: list[Address] = []
    for station in settings.STATIONS:
        module, name = f"yipanqi.apps.{station}.urls", station.rpartition(".")[2]
        if find_spec(f"yipanqi.apps.{station}") and find_spec(module):
            prefix = getattr(import_module(module), "prefix", f"{name}/")
            found.append(path(prefix, include((module, name), namespace=name)))
    return found


urlpatterns: list[Address] = [
    *account_patterns,
    path("", desk.desk, name="desk"),
    path("search/", search, name="search"),
    path("map/", map_views.city, name="map"),
    path("map/stage/", map_views.stage, name="map-stage"),
    path("map/outline.json", map_views.outline_shapes, name="map-outline"),
    path("system/outlines/", map_views.outlines, name="outlines"),
    path("system/outlines/<uuid:uid>/withdraw/", map_views.withdraw, name="outline-withdraw"),
    path("tour/", system.tour, name="tour"),
    path("jobs/<uuid:uid>/", system.job, name="job"),
    path("system/", system.index, name="system"),
    path("system/audit/", system.audit_log, name="audit"),
    path("system/verify/", system.verify, name="verify"),
    path("system/people/", system.people, name="people"),
    path("system/people/<uuid:uid>/", system.person, name="person"),
    path("system/people/<uuid:uid>/active/", system.person_active, name="person-active"),
    path("system/people/<uuid:uid>/password/", system.person_password, name="person-password"),
    path("system/reset-demo/", system.reset_demo, name="reset-demo"),
    path("projects/", include(("yipanqi.web.register.urls", "projects"), namespace="projects")),
    path("publishing/<uuid:uid>/export.xlsx", documents.export, name="scoreboard-export"),
    path("supervision/closure/circular.docx", closure_paper.paper, name="closure-paper"),
    path("supervision/key-work/table.docx", key_work_paper, name="key-work-paper"),
    path("supervision/slips/<uuid:uid>/notice.docx", slip_notice, name="slip-notice"),
    path("supervision/slips/<uuid:uid>/reply.docx", slip_reply, name="slip-reply"),
    path("handovers/<uuid:uid>/list.docx", handover_paper.paper, name="handover-paper"),
    path("shortfalls/<uuid:unit>/list.docx", shortfall_paper.paper, name="shortfall-paper"),
    path(
        "programmes/reports/<uuid:uid>/paper.docx",
        programme_papers.paper,
        name="programme-report-paper",
    ),
    path(
        "programmes/reports/collect/",
        programme_papers.collect_all,
        name="programme-reports-collect",
    ),
    path(
        "programmes/reports/<uuid:uid>/collect-for/",
        programme_papers.collect,
        name="programme-report-collect",
    ),
    path("lists/", include(("yipanqi.web.lists.urls", "lists"), namespace="lists")),
    path("pack/", include(("yipanqi.web.packing.urls", "pack"), namespace="pack")),
    path("styleguide/", include(("yipanqi.web.styleguide", "styleguide"), namespace="styleguide")),
    *of_apps(),
]
