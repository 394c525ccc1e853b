from django.urls import path

from yipanqi.apps.promises.handovers import views

urlpatterns = [
    path("", views.index, name="index"),
    path("person/<uuid:uid>/", views.new, name="new"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/<slug:verb>/", views.do, name="do"),
]
