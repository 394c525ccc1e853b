from django.urls import path

from yipanqi.web.lists import draft_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:uid>/", views.version, name="version"),
    path("<uuid:uid>/changes/", views.changed, name="changes"),
    # the next version
    path("start/", draft_views.start, name="start"),
    path("draft/<uuid:uid>/", draft_views.draft, name="draft"),
    path("draft/<uuid:uid>/<uuid:project>/save/", draft_views.save, name="save"),
    path("draft/<uuid:uid>/add/", draft_views.add, name="add"),
    path("draft/<uuid:uid>/issue/", draft_views.issue, name="issue"),
    path("draft/<uuid:uid>/discard/", draft_views.discard, name="discard"),
]
