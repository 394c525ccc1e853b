from django.urls import path

from yipanqi.web.pipeline.urls import urlpatterns as pipeline
from yipanqi.web.register import editing, views

urlpatterns = [
    *pipeline,
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("new/", editing.register, name="register"),
    path("<uuid:uid>/", views.project, name="project"),
    path("<uuid:uid>/amend/", editing.amend, name="amend"),
    path("<uuid:uid>/stage/", editing.stage, name="stage"),
    path("<uuid:uid>/stage/<uuid:event>/void/", editing.void_stage, name="void_stage"),
    path("<uuid:uid>/dates/", editing.dates, name="dates"),
    path("<uuid:uid>/partners/", editing.partners, name="partners"),
]
