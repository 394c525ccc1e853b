"""The verbs of figures by source."""

from yipanqi.apps.month.statistics.actions.bring import bring_statistics, record_source_figure
from yipanqi.apps.month.statistics.actions.link import link_code, unlink_code

__all__ = ["bring_statistics", "link_code", "record_source_figure", "unlink_code"]
