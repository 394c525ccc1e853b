from django.urls import path

from yipanqi.apps.statistics import views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("codes/", views.codes, name="codes"),
    path("codes/<uuid:uid>/", views.code, name="code"),
    path("links/<uuid:uid>/end/", views.unlink, name="unlink"),
    path("bring/", views.bring, name="bring"),
    path("projects/<uuid:uid>/", views.project, name="project"),
]
