from django.urls import path

from yipanqi.apps.results.publishing import views

urlpatterns = [
    path("", views.index, name="index"),
    path("draft/", views.draft, name="draft"),
    path("jobs/<uuid:uid>/", views.job, name="job"),
    path("documents/<uuid:uid>/", views.document, name="document"),
    path("exemptions/<uuid:uid>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:uid>/", views.publication, name="publication"),
    path("<uuid:uid>/stage/", views.stage, name="stage"),
    path("<uuid:uid>/profile/", views.profile, name="profile"),
    path("<uuid:uid>/exempt/", views.exempt, name="exempt"),
    path("<uuid:uid>/approve/", views.approve, name="approve"),
    path("<uuid:uid>/return/", views.give_back, name="return"),
    path("<uuid:uid>/finalise/", views.finalise, name="finalise"),
    path("<uuid:uid>/documents/", views.documents, name="documents"),
]
