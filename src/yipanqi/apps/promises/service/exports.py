"""The list as a workbook: columns of a row of ``queries.lines``."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yipanqi.core.ledgers.service import Channel, RequestState, Topic
from yipanqi.infra.listing import ListColumn
from yipanqi.infra.texts import label

COLUMNS = (
    ListColumn(_("Request"), lambda line: line.row.title, 40),
    ListColumn(pgettext_lazy("document", "Number"), lambda line: line.row.number, 18),
    ListColumn(_("Enterprise"), lambda line: line.row.enterprise, 28),
    ListColumn(_("Topic"), lambda line: label(Topic(line.row.topic)), 12),
    ListColumn(_("How it came in"), lambda line: label(Channel(line.row.channel)), 12),
    ListColumn(_("Service officer of"), lambda line: line.officer, 16),
    ListColumn(_("Answered by"), lambda line: line.unit, 16),
    ListColumn(_("Opened"), lambda line: line.row.opened_on, 12),
    ListColumn(_("First answer"), lambda line: line.row.first_answer_on, 12),
    ListColumn(_("Full answer"), lambda line: line.row.answered_on, 12),
    ListColumn(_("State"), lambda line: label(RequestState(line.row.state)), 14),
    ListColumn(_("Rating (1 to 5)"), lambda line: line.row.rating, 10),
    ListColumn(_("Asked before"), lambda line: line.row.repeat_of_id is not None, 10),
)
