"""Pages beside the register, in the namespace of the projects station."""

from django.urls import path

from yipanqi.web.pipeline import case_views, health_view, light_views, slip_views

urlpatterns = [
    path("funnel/", health_view.funnel, name="funnel"),
    path("slips/", slip_views.slips, name="slips"),
    path("slips/export.xlsx", slip_views.export, name="slips-export"),
    path("slips/<uuid:uid>/cause/", slip_views.slip_cause, name="slip-cause"),
    path("cases/", case_views.cases, name="cases"),
    path("cases/<uuid:uid>/", case_views.case, name="case"),
    path("cases/chosen/<uuid:uid>/drop/", case_views.drop, name="drop-case"),
    path("lights/", light_views.lights, name="lights"),
    path("lights/draft/", light_views.light_draft, name="light-draft"),
    path("waivers/<uuid:uid>/end/", light_views.end_waiver, name="end-waiver"),
    path("<uuid:uid>/waive/", light_views.waive, name="waive"),
]
