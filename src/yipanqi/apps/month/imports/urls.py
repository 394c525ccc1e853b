"""Addresses of workbooks in and out, under ``/imports/``."""

from django.urls import path

import yipanqi.apps.month.reporting.urls  # noqa: F401  (registers the path converter of months)
from yipanqi.apps.month.imports.views import preview, record, unit

OF_UNIT = "<month:month>/unit/<uuid:unit>/"
OF_IMPORT = f"{OF_UNIT}<uuid:uid>/"

urlpatterns = [
    path("", unit.index, name="index"),
    path(OF_UNIT, unit.unit_page, name="unit"),
    path(f"{OF_UNIT}template/", unit.template, name="template"),
    # one workbook
    path(OF_IMPORT, preview.import_page, name="import"),
    path(f"{OF_IMPORT}columns/", preview.columns_page, name="columns"),
    path(f"{OF_IMPORT}rows/", preview.rows, name="rows"),
    path(f"{OF_IMPORT}annotated/", record.annotated, name="annotated"),
    path(f"{OF_IMPORT}file/", record.original, name="file"),
    path(f"{OF_IMPORT}undo/", record.undo, name="undo"),
    path(f"{OF_IMPORT}discard/", record.discard, name="discard"),
]
