"""What can be done with a risk; its measures are done and closed as a commitment."""

from yipanqi.apps.promises.risks.actions.register import Danger, register_risk
from yipanqi.apps.promises.risks.actions.review import mark_came_true, review_risk

__all__ = ["Danger", "mark_came_true", "register_risk", "review_risk"]
