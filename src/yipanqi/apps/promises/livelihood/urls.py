from django.urls import path

from yipanqi.apps.promises.livelihood import views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/survey/", views.survey, name="survey"),
    path("shares/<uuid:uid>/count/", views.count, name="count"),
]
