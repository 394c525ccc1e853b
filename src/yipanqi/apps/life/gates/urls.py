from django.urls import path

from yipanqi.apps.life.gates import checklist_views, doing, views

urlpatterns = [
    path("", views.index, name="index"),
    path("checklists/", checklist_views.checklists, name="checklists"),
    path("checklists/<slug:gate>/", checklist_views.checklist, name="checklist"),
    path("papers/<uuid:uid>/", views.paper, name="paper"),
    path("passages/<uuid:uid>/<slug:verb>/", doing.decide, name="decide"),
    path("pauses/<uuid:uid>/<slug:verb>/", doing.pause, name="pause-do"),
    path("slips/<uuid:uid>/<slug:verb>/", doing.slip, name="slip-do"),
    path("<uuid:uid>/", views.project, name="project"),
    path("<uuid:uid>/pause/", doing.ask, name="pause"),
    path("<uuid:uid>/propose/<slug:gate>/", doing.propose, name="propose"),
]
