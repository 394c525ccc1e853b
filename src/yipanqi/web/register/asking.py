"""Who asks the register, and for which month."""

from yipanqi.web.pipeline.asking import asking as asker
from yipanqi.web.pipeline.asking import month_of as asked_month

__all__ = ["asked_month", "asker"]
