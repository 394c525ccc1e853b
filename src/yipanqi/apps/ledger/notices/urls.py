from django.urls import path

from yipanqi.apps.ledger.notices import views

urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read-all"),
    path("channels/", views.channels, name="channels"),
    path("channels/open/", views.open_channel, name="open-channel"),
    path("channels/<uuid:uid>/close/", views.close_channel, name="close-channel"),
    path("<uuid:uid>/open/", views.open_one, name="open"),
]
