from django.urls import path

from yipanqi.apps.results.scoring import views

urlpatterns = [
    path("", views.index, name="index"),
    path("score/", views.score, name="score"),
    path("adopt/", views.adopt, name="adopt"),
    path("schemes/<uuid:uid>/", views.scheme, name="scheme"),
    path("sheets/<uuid:uid>/", views.sheet, name="sheet"),
    path(
        "sheets/<uuid:uid>/<slug:league>/<str:subject>/<str:criterion>/",
        views.cell,
        name="cell",
    ),
]
