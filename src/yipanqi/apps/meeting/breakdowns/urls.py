from django.urls import path

from yipanqi.apps.meeting.breakdowns import views

urlpatterns = [
    path("meeting/<uuid:uid>/", views.of_meeting, name="of-meeting"),
    path("meeting/<uuid:uid>/draft/", views.draft, name="draft"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/scan/", views.scan, name="scan"),
    path("<uuid:uid>/do/<slug:verb>/", views.do, name="do"),
]
