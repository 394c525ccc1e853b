from django.urls import path

from yipanqi.apps.meeting.inspections import views

urlpatterns = [
    path("", views.index, name="index"),
    path("plan/", views.plan, name="plan"),
    path("exhibits/<uuid:uid>/", views.exhibit, name="exhibit"),
    path("findings/<uuid:uid>/", views.finding, name="finding"),
    path("findings/<uuid:uid>/do/<slug:verb>/", views.do_finding, name="do-finding"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/do/<slug:verb>/", views.do, name="do"),
]
