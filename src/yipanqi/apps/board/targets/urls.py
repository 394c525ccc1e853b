from django.urls import path

from yipanqi.apps.board.targets import views

urlpatterns = [
    path("", views.index, name="index"),
    path("observations/", views.observations, name="observations"),
    path("observations/<str:month>/<uuid:unit>/save/", views.save, name="save"),
    path("<uuid:unit>/<str:measure>/", views.record, name="record"),
    path("<uuid:unit>/<str:measure>/set/", views.set_target, name="set"),
]
