"""Addresses of the rounds of the annual list, under ``/list_rounds/``."""

from django.urls import path

from yipanqi.apps.board.list_rounds import views

urlpatterns = [
    path("floors/", views.floors, name="floors"),
    path("floors/<uuid:uid>/end/", views.end_floor, name="end_floor"),
    path("open/<uuid:draft>/", views.open_round, name="open"),
    path("<uuid:uid>/", views.round_page, name="round"),
    path("<uuid:uid>/move/", views.move, name="move"),
    path("<uuid:uid>/approve/", views.approve, name="approve"),
    path("<uuid:uid>/project/<uuid:project>/", views.project, name="project"),
    path("<uuid:uid>/project/<uuid:project>/nominate/", views.nominate, name="nominate"),
    path("<uuid:uid>/project/<uuid:project>/screen/", views.screen, name="screen"),
    path("<uuid:uid>/project/<uuid:project>/review/", views.review, name="review"),
    path("nomination/<uuid:uid>/withdraw/", views.withdraw, name="withdraw"),
]
