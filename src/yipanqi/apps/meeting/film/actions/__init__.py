"""What can be done with storyboards and films."""

from yipanqi.apps.meeting.film.actions.board import (
    draft_storyboard,
    keep_film,
    order_film,
    set_narration,
    stop_film,
)
from yipanqi.apps.meeting.film.actions.scenes import (
    SceneWish,
    add_scene,
    drop_scene,
    edit_scene,
    move_scene,
    vouch_scene,
)

__all__ = [
    "SceneWish",
    "add_scene",
    "draft_storyboard",
    "drop_scene",
    "edit_scene",
    "keep_film",
    "move_scene",
    "order_film",
    "set_narration",
    "stop_film",
    "vouch_scene",
]
