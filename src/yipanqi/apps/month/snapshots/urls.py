from django.urls import path

from yipanqi.apps.month.snapshots import views
from yipanqi.apps.month.snapshots.ledgers import views as ledgers

urlpatterns = [
    path("", views.index, name="index"),
    path("freeze/", views.freeze, name="freeze"),
    path("freeze/several/", views.freeze_several, name="freeze_several"),
    path("restate/", views.restate, name="restate"),
    path("verify/", views.verify, name="verify"),
    path("jobs/<uuid:uid>/", views.job, name="job"),
    # what committees decide beside the figures
    path("ledgers/", ledgers.index, name="ledgers"),
    path("ledgers/new/", ledgers.record, name="adjustment"),
    path("ledgers/<uuid:uid>/void/", ledgers.void, name="void_adjustment"),
    path("ledgers/<uuid:uid>/evidence/", ledgers.evidence_file, name="ledger_evidence"),
    path("marks/", ledgers.marks, name="marks"),
    path("marks/new/", ledgers.record_marks, name="mark"),
    path("marks/<uuid:uid>/void/", ledgers.void_mark, name="void_mark"),
    path("<uuid:uid>/", views.snapshot, name="snapshot"),
    path("<uuid:uid>/accept/", views.accept, name="accept"),
]
