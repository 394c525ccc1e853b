from django.urls import path

from yipanqi.web.packing import film_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:uid>/order/", views.order, name="order"),
    path("<uuid:uid>/bring/", views.bring, name="bring"),
    path("jobs/<uuid:uid>/", views.job, name="job"),
    path("template/", views.template, name="template"),
    path("template/file/", views.template_file, name="template-file"),
    path("returned/<uuid:uid>/", views.returned, name="returned"),
    path("returned/<uuid:uid>/file/", views.returned_file, name="returned-file"),
    path("returned/<uuid:uid>/issue/", views.issue, name="issue"),
    path("differences/<uuid:uid>/accept/", views.accept, name="accept"),
    path("film/draft/", film_views.draft, name="draft"),
    path("film/<uuid:uid>/", film_views.storyboard, name="storyboard"),
    path("film/<uuid:uid>/do/<slug:verb>/", film_views.do, name="do"),
    path("scenes/<uuid:uid>/", film_views.scene, name="scene"),
    path("scenes/<uuid:uid>/still.jpg", film_views.still_picture, name="still"),
    path("scenes/<uuid:uid>/shown.jpg", film_views.shown_still, name="shown-still"),
    path("scenes/<uuid:uid>/do/<slug:verb>/", film_views.do_scene, name="do-scene"),
    path("films/<uuid:uid>/play/", film_views.play, name="play"),
    path("films/<uuid:uid>/<slug:kind>/", film_views.film_file, name="film-file"),
]
