"""Addresses of forms of a superior office, under ``/forms_above/``."""

from django.urls import path

from yipanqi.apps.month.forms_above import views

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:uid>/", views.form_page, name="form"),
    path("<uuid:uid>/version/", views.new_version, name="new_version"),
    path("<uuid:uid>/fill/", views.fill, name="fill"),
    path("<uuid:uid>/retire/", views.retire, name="retire"),
    path("map/<uuid:uid>/", views.map_page, name="map"),
    path("map/<uuid:uid>/place/", views.place, name="place"),
    path("map/<uuid:uid>/proposed/", views.take_proposed, name="take_proposed"),
    path("map/<uuid:uid>/row/", views.row, name="row"),
    path("map/<uuid:uid>/file/", views.blank_file, name="blank_file"),
    path("filled/<uuid:uid>/", views.filled_page, name="filled"),
    path("filled/<uuid:uid>/file/", views.filled_file, name="filled_file"),
]
