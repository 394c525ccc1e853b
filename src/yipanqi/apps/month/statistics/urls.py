from django.urls import path

from yipanqi.apps.month.reporting.urls import MonthConverter  # noqa: F401  (registers ``month``)
from yipanqi.apps.month.statistics import sheet_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("codes/", views.codes, name="codes"),
    path("codes/<uuid:uid>/", views.code, name="code"),
    path("links/<uuid:uid>/end/", views.unlink, name="unlink"),
    path("bring/", views.bring, name="bring"),
    path("projects/<uuid:uid>/", views.project, name="project"),
    # the month's other figure of all projects of a unit
    path("sheet/", sheet_views.index, name="sheets"),
    path("sheet/<month:month>/unit/<uuid:unit>/", sheet_views.sheet_page, name="sheet"),
    path("sheet/<month:month>/project/<uuid:uid>/save/", sheet_views.save, name="save_figure"),
]
