from django.urls import path

from yipanqi.apps.ledger.units import views
from yipanqi.apps.ledger.units.structure import views as structure

# addresses without a prefix and a namespace: the framework names ``login`` itself
account_patterns = [
    path("login/", views.login_page, name="login"),
    path("logout/", views.logout_page, name="logout"),
    path("account/password/", views.password_page, name="password"),
    path("account/delegations/", views.delegation_page, name="delegations"),
    path("account/delegations/<uuid:uid>/end/", views.delegation_end, name="delegation-end"),
    path("account/act-for/", views.act_for, name="act-for"),
]
urlpatterns = [
    path("", structure.tree_page, name="tree"),
    path("codes/", structure.codes, name="codes"),
    path("add/", structure.add, name="add"),
    path("<uuid:uid>/", structure.unit_page, name="unit"),
    path("<uuid:uid>/change/", structure.change, name="change"),
    path("<uuid:uid>/end/", structure.end, name="end"),
]
