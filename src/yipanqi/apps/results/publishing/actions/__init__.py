"""What can be done with publications."""

from yipanqi.apps.results.publishing.access import check_publisher, is_publisher
from yipanqi.apps.results.publishing.actions.documents import (
    keep_document,
    make_documents,
    order_pack,
)
from yipanqi.apps.results.publishing.actions.draft import (
    add_exemption,
    draft_publication,
    set_profile,
    withdraw_exemption,
)
from yipanqi.apps.results.publishing.actions.publish import (
    approve_publication,
    finalise_publication,
    return_publication,
)

__all__ = [
    "add_exemption",
    "approve_publication",
    "check_publisher",
    "draft_publication",
    "finalise_publication",
    "is_publisher",
    "keep_document",
    "make_documents",
    "order_pack",
    "return_publication",
    "set_profile",
    "withdraw_exemption",
]
