from django.urls import path

from yipanqi.apps.promises.risks import views

urlpatterns = [
    path("", views.index, name="index"),
    path("matrix/", views.matrix_page, name="matrix"),
    path("export.xlsx", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/review/", views.review, name="review"),
    path("<uuid:uid>/came-true/", views.came_true, name="came-true"),
]
