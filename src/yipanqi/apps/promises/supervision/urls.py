from django.urls import path

from yipanqi.apps.promises.supervision import closure, views

urlpatterns = [
    path("", views.index, name="index"),
    path("board/", views.kanban, name="kanban"),
    path("calendar/", views.calendar, name="calendar"),
    path("wall/", views.wall, name="wall"),
    path("statistics/", views.statistics, name="statistics"),
    path("closure/", closure.published, name="closure"),
    path("key-work/", views.key_work, name="key-work"),
    path("key-work/publish/", views.publish_key_work, name="publish-key-work"),
    path("key-work/add/", views.add_key_work, name="add-key-work"),
    path("feed/", views.new_feed, name="new-feed"),
    path("feed/<str:secret>.ics", views.feed, name="feed"),
    path("assign/", views.assign, name="assign"),
    path("evidence/<uuid:uid>/", views.evidence_file, name="evidence"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/<slug:verb>/", views.do, name="do"),
]
