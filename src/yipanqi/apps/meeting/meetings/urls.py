from django.urls import path

from yipanqi.apps.meeting.meetings.live.stream import stream
from yipanqi.apps.meeting.meetings.views import room, stations

urlpatterns = [
    path("", stations.index, name="index"),
    path("plan/", stations.plan, name="plan"),
    path("items/<uuid:uid>/", stations.item, name="item"),
    path("items/<uuid:uid>/slide/", room.slide, name="slide"),
    path("papers/<uuid:uid>/", stations.paper, name="paper"),
    path("documents/<uuid:uid>/", stations.document, name="document"),
    path("documents/<uuid:uid>/play/", room.play, name="play"),
    path("jobs/<uuid:uid>/", stations.job, name="job"),
    path("decisions/<uuid:uid>/", stations.decision, name="decision"),
    path("<uuid:uid>/", stations.record, name="record"),
    path("<uuid:uid>/agenda/", stations.agenda, name="agenda"),
    path("<uuid:uid>/decisions/", stations.decisions, name="decisions"),
    path("<uuid:uid>/do/<slug:verb>/", stations.do, name="do"),
    path("<uuid:uid>/console/", room.console, name="console"),
    path("<uuid:uid>/console/venues/", room.venues, name="venues"),
    path("<uuid:uid>/console/projects/", room.search, name="search"),
    path("<uuid:uid>/follow/", room.follow, name="follow"),
    path("<uuid:uid>/speaker/", room.speaker, name="speaker"),
    path("<uuid:uid>/venues/<uuid:venue>/", room.venue, name="venue"),
    path("<uuid:uid>/venues/<uuid:venue>/pack.zip", room.venue_pack, name="venue-pack"),
    path("<uuid:uid>/roll.svg", room.roll, name="roll"),
    path("<uuid:uid>/state/", room.state, name="state"),
    path("<uuid:uid>/stream/", stream, name="stream"),
    path("<uuid:uid>/seen/", room.seen, name="seen"),
]
