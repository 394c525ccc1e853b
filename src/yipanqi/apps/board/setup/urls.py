"""Addresses of setting a city up, under ``/setup/``."""

from django.urls import path

from yipanqi.apps.board.setup.views import index, load

urlpatterns = [
    path("", index.index, name="index"),
    path("names/", index.names_page, name="names"),
    path("names/<uuid:uid>/end/", index.end_name, name="end_name"),
    path("table/<uuid:uid>/", load.load_page, name="load"),
    path("table/<uuid:uid>/columns/", load.columns_page, name="columns"),
    path("table/<uuid:uid>/rows/", load.rows, name="rows"),
    path("table/<uuid:uid>/undo/", load.undo, name="undo"),
    path("table/<uuid:uid>/file/", load.original, name="file"),
    path("<slug:kind>/", index.kind_page, name="kind"),
]
