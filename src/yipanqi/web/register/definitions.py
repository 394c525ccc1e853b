"""What counts as 签约 … 投产, shown where somebody is about to say that it happened.

Written from the usual rules of statistics and assessment; a city with a stricter rule of its
own changes the wording in the catalogue.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.core.projects.stages import Interruption, Stage

_Step = MilestoneDate.Milestone

SIGNED = _("An investment contract is signed that names amount, site and start.")
LANDED = _("The project company is registered, and land or premises are secured.")
STARTED = _(
    "The first formal breaking of ground for any permanent work of the design; where no trench "
    "is needed, the first formal piling. Site levelling, demolition, survey and temporary roads "
    "don't count. Evidence: contract, dated and placed site photo, permit or approval."
)
ENROLLED = _(
    "The statistics bureau has taken the project into its library: planned total of 5 million "
    "yuan or more, and main work begun or equipment delivered. It is not the day of the start. "
    "Papers: project content, construction contract and site photo; for purchases only, "
    "contract, payment voucher and photo of the equipment."
)
COMPLETED = _("All works of the design are built and accepted.")
IN_PRODUCTION = _(
    "An industrial project makes products; a public facility is in use. Reaching the designed "
    "output is a later step."
)
APPROVED = _("The project proposal or the feasibility report has been approved.")
FUNDED = _(
    "The money stands in a budget that has been handed down, or the financing is approved and "
    "contracted."
)
FULL_CAPACITY = _("Output or sales have reached what was designed or contracted.")
PERMIT = _("The day on which the construction permit was issued, not applied for.")

DEFINITIONS: Mapping[str, Promise] = {
    Stage.CONCEIVED.value: _("In preparation: idea, site selection, approvals."),
    Stage.SIGNED.value: SIGNED,
    Stage.LANDED.value: LANDED,
    Stage.APPROVED.value: APPROVED,
    Stage.FUNDED.value: FUNDED,
    Stage.STARTED.value: STARTED,
    Stage.COMPLETED.value: COMPLETED,
    Stage.IN_PRODUCTION.value: IN_PRODUCTION,
    Interruption.PAUSED.value: _(
        "Work has stopped or is put off. The project stays on the list and keeps reporting."
    ),
    Interruption.RESUMED.value: _("Work goes on after a pause."),
    Interruption.TERMINATED.value: _(
        "The project is given up. It owes no reports any more; this can only be undone by voiding "
        "the entry."
    ),
}

MILESTONES: Mapping[str, Promise] = {
    _Step.SIGNING.value: SIGNED,
    _Step.LANDING.value: LANDED,
    _Step.APPROVAL.value: APPROVED,
    _Step.FUNDING.value: FUNDED,
    _Step.PERMIT.value: PERMIT,
    _Step.START.value: STARTED,
    _Step.ENROLMENT.value: ENROLLED,
    _Step.COMPLETION.value: COMPLETED,
    _Step.COMMISSIONING.value: IN_PRODUCTION,
    _Step.FULL_CAPACITY.value: FULL_CAPACITY,
}
