from django.urls import path

from yipanqi.apps.notices import views

urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read-all"),
    path("<uuid:uid>/open/", views.open_one, name="open"),
]
