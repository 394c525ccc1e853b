from django.urls import path

from yipanqi.web.pipeline.urls import urlpatterns as pipeline
from yipanqi.web.register import (
    bulk,
    card,
    doubles,
    editing,
    export,
    saved,
    stages_board,
    timeline,
    views,
)

urlpatterns = [
    *pipeline,
    path("", views.index, name="index"),
    path("export.xlsx", export.export, name="export"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("board/", stages_board.board, name="board"),
    path("board/<str:stage>/", stages_board.more, name="board-more"),
    path("doubles/", doubles.doubles, name="doubles"),
    path("doubles/look/", doubles.look, name="doubles-look"),
    path("doubles/<uuid:uid>/settle/", doubles.settle, name="doubles-settle"),
    path("many/", bulk.many, name="many"),
    path("views/", saved.save, name="save-view"),
    path("views/<uuid:uid>/withdraw/", saved.withdraw, name="withdraw-view"),
    path("views/<uuid:uid>/usual/", saved.usual, name="usual-view"),
    path("new/", editing.register, name="register"),
    path("<uuid:uid>/", views.project, name="project"),
    path("<uuid:uid>/peek/", views.peek, name="peek"),
    path("<uuid:uid>/card/", card.card, name="card"),
    path("<uuid:uid>/amend/", editing.amend, name="amend"),
    path("<uuid:uid>/stage/", editing.stage, name="stage"),
    path("<uuid:uid>/stage/<uuid:event>/void/", editing.void_stage, name="void_stage"),
    path("<uuid:uid>/dates/", editing.dates, name="dates"),
    path("<uuid:uid>/partners/", editing.partners, name="partners"),
]
