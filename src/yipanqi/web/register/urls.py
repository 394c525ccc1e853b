from django.urls import path

from yipanqi.web.register import views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("<uuid:uid>/", views.project, name="project"),
]
