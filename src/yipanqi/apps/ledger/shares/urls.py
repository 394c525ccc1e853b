from django.urls import path

from yipanqi.apps.ledger.shares import views

urlpatterns = [
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/segments/", views.segments, name="segments"),
    path("<uuid:uid>/figures/", views.figures, name="figures"),
    path("<uuid:uid>/transfer/", views.transfer, name="transfer"),
    path("<uuid:uid>/leads/", views.leads, name="leads"),
]
