from django.urls import path

from yipanqi.apps.service.views import desk, phone

urlpatterns = [
    path("", desk.index, name="index"),
    path("export.xlsx", desk.export, name="export"),
    path("statistics/", desk.statistics_page, name="statistics"),
    path("new/", desk.new, name="new"),
    path("link/", desk.ask_link, name="ask-link"),
    path("ask/<str:secret>/", phone.ask, name="ask"),
    path("follow/<str:secret>/", phone.follow, name="follow"),
    path("<uuid:uid>/", desk.record, name="record"),
    path("<uuid:uid>/follow-link/", desk.follow_link, name="follow-link"),
    path("<uuid:uid>/<slug:verb>/", desk.do, name="do"),
]
