"""Short ways to act in the small town's April."""

from city import WAN, City
from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.month import Month

APRIL = Month(2024, 4)
GOOD = {
    "this_month": 820 * WAN,
    "year_to_date": 3_220 * WAN,
    "statistics_counted": None,
    "next_month_plan": 900 * WAN,
    "physical_progress": "主体结构施工至五层，机电管线同步预埋。",
    "problems": "",
}
WORDS = {"report.permit_missing": "施工许可正在补办，预计五月上旬取得。"}


class Desk:
    """A person of the town at work on April."""

    def __init__(self, town: City) -> None:
        self.town = town

    def save(self, project="plant", by="town_reporter", values=None, **more) -> MonthReport:
        more.setdefault("explanations", WORDS)
        return actions.save_report(
            viewer=self.town.viewer(by),
            month=APRIL,
            project_uid=self.town.project[project].uid,
            values=GOOD if values is None else values,
            **more,
        )

    def submit(self, project="plant", by="town_reporter", **more) -> MonthReport:
        return actions.submit_report(
            viewer=self.town.viewer(by),
            month=APRIL,
            project_uid=self.town.project[project].uid,
            **more,
        )

    def submitted(self, project="plant", by="town_reporter", values=None) -> MonthReport:
        self.save(project, by, values)
        return self.submit(project, by)

    def approve(self, report, by="east_reviewer", **more) -> MonthReport:
        return actions.approve_report(viewer=self.town.viewer(by), report_uid=report.uid, **more)

    def give_back(self, report, by="east_reviewer", **more) -> MonthReport:
        more.setdefault("reasons", {"this_month": "与支付凭证不符，请核对。"})
        return actions.return_report(viewer=self.town.viewer(by), report_uid=report.uid, **more)

    def withdraw(self, report, by="town_reporter", **more) -> MonthReport:
        return actions.withdraw_report(viewer=self.town.viewer(by), report_uid=report.uid, **more)
