from django.urls import path

from yipanqi.apps.life.leads import doing, views

urlpatterns = [
    path("", views.index, name="index"),
    path("export.xlsx", views.export, name="export"),
    path("new/", doing.new, name="new"),
    path("office/", doing.office, name="office"),
    path("office/<uuid:uid>/end/", doing.office_end, name="office-end"),
    path("promises/<uuid:uid>/", views.promise, name="promise"),
    path("promises/<uuid:uid>/<slug:verb>/", doing.promise, name="promise-do"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/amend/", doing.amend, name="amend"),
    path("<uuid:uid>/sign/", doing.sign, name="sign"),
    path("<uuid:uid>/<slug:verb>/", doing.do, name="do"),
]
