from django.urls import path

from yipanqi.apps.life.preliminary import views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("steps/<uuid:uid>/", views.step, name="step"),
    path("<uuid:uid>/", views.project, name="project"),
    path("<uuid:uid>/add/", views.add, name="add"),
    path("<uuid:uid>/officer/", views.officer, name="officer"),
]
