from django.urls import path

from yipanqi.apps.board.programmes import posts, views

urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.add, name="add"),
    path("measures/<uuid:uid>/figure/", posts.figure, name="figure"),
    path("measures/<uuid:uid>/end/", posts.end_measure, name="end-measure"),
    path("participation/<uuid:uid>/evidence/", views.evidence_file, name="evidence"),
    path("participation/<uuid:uid>/void/", posts.void, name="void"),
    path("reports/", views.reports, name="reports"),
    path("reports/<uuid:uid>/", views.report, name="report"),
    path("reports/<uuid:uid>/<slug:verb>/", posts.report_do, name="report-do"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/change/", views.change, name="change"),
    path("<uuid:uid>/<slug:verb>/", posts.do, name="do"),
]
