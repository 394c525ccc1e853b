from django.urls import path

from yipanqi.apps.promises.problems import views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("raise/", views.raise_form, name="raise"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/<slug:verb>/", views.do, name="do"),
]
