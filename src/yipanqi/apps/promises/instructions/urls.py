from django.urls import path

from yipanqi.apps.promises.instructions import views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("scans/<uuid:uid>/", views.scan_file, name="scan"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/scan/", views.add_scan, name="add-scan"),
    path("<uuid:uid>/reply/", views.reply, name="reply"),
]
