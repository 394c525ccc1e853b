from django.urls import path

from yipanqi.apps.promises.service.views import desk, entry, phone

urlpatterns = [
    path("", desk.index, name="index"),
    path("export.xlsx", desk.export, name="export"),
    path("statistics/", desk.statistics_page, name="statistics"),
    path("new/", entry.new, name="new"),
    path("link/", entry.ask_link, name="ask-link"),
    path("ask/<str:secret>/", phone.ask, name="ask"),
    path("follow/<str:secret>/", phone.follow, name="follow"),
    path("<uuid:uid>/", desk.record, name="record"),
    path("<uuid:uid>/follow-link/", entry.follow_link, name="follow-link"),
    path("<uuid:uid>/<slug:verb>/", desk.do, name="do"),
]
