from django.urls import path

from yipanqi.apps.results.shortfalls import views

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:unit>/", views.county, name="county"),
]
