from django.urls import path

from yipanqi.apps.snapshots import views

urlpatterns = [
    path("", views.index, name="index"),
    path("freeze/", views.freeze, name="freeze"),
    path("restate/", views.restate, name="restate"),
    path("verify/", views.verify, name="verify"),
    path("jobs/<uuid:uid>/", views.job, name="job"),
    path("<uuid:uid>/", views.snapshot, name="snapshot"),
    path("<uuid:uid>/accept/", views.accept, name="accept"),
]
