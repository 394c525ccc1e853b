"""Pages beside the register, in the namespace of the projects station."""

from django.urls import path

from yipanqi.web.pipeline import health_view, light_views

urlpatterns = [
    path("funnel/", health_view.funnel, name="funnel"),
    path("lights/", light_views.lights, name="lights"),
    path("lights/draft/", light_views.light_draft, name="light-draft"),
    path("waivers/<uuid:uid>/end/", light_views.end_waiver, name="end-waiver"),
    path("<uuid:uid>/waive/", light_views.waive, name="waive"),
]
