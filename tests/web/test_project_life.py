"""A whole project's life in the browser, played by those who play it: the town that attracts and
reports, the county that accepts, the office that judges, a neighbour who sees nothing.
"""

import io
from datetime import date

import pytest
from PIL import Image

from city import make_project, make_window
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.gates.models import SlipVerdict
from yipanqi.apps.life.leads.models import Lead
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.projects.stages import Stage
from yipanqi.infra.models import Installation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "青石湖机器人关节产业园"
DIKE = "青石湖堤防加固工程"


def sheet(name: str, colour: str) -> dict:
    out = io.BytesIO()
    Image.new("RGB", (24, 24), colour).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def today(day: str) -> None:
    Installation.objects.update(business_date=date.fromisoformat(day))


class Life:
    """The two who work on the project, each in a browser of their own."""

    def __init__(self, open_page, town) -> None:
        self.town, self.name = town, NAME
        self.clerk = open_page("/leads/new/", as_="town_reporter")
        self.reviewer = open_page("/gates/", as_="east_reviewer")
        self.base = self.clerk.url.split("/leads")[0]

    def go(self, page, address: str):
        assert page.goto(self.base + address).status == 200, address
        return page

    def press(self, page, text: str, inside: str = "") -> None:
        """The button of that text; in the open dialog where one is named."""
        scope = page.locator(inside) if inside else page
        scope.get_by_role("button", name=text, exact=True).first.click()
        page.wait_for_load_state()

    @property
    def project(self) -> Project:
        return Project.objects.unscoped("the story's own").get(current__name=self.name)

    def propose(self, gate: str, on: str, items: dict[str, str]) -> None:
        page = self.go(self.clerk, f"/gates/{self.project.uid}/propose/{gate}/")
        assert page.locator("text=来源：").count() == 1, "what counts, and by whose words"
        page.fill("input[name=on]", on)
        page.fill("textarea[name=words]", "现场情况属实。")
        for n, (item, colour) in enumerate(items.items()):
            page.set_input_files(f"input[name=paper-{item}]", sheet(f"{n}.png", colour))
            if page.locator(f"input[name=taken-{item}]").count():
                page.fill(f"input[name=taken-{item}]", on)
        self.press(page, "提请认定")
        assert "已提请认定" in page.content(), page.locator("main").inner_text()[:400]

    def decide(self, verb: str, text: str = "") -> None:
        """The reviewer comes from his own queue."""
        page = self.go(self.reviewer, "/gates/")
        page.get_by_role("link", name=self.name).first.click()
        page.wait_for_load_state()
        page.locator(f"[data-dialog^={verb}-]").first.click()
        if verb == "refuse":
            page.fill("dialog[open] textarea[name=reason]", text)
            self.press(page, "不予认定", "dialog[open]")
            assert "未予认定" in page.content()
        else:
            self.press(page, "认定", "dialog[open]")
            assert "已认定，日期已记入项目库" in page.content()

    def pass_gate(self, gate: str, on: str, *items: str) -> None:
        today(on)
        colours = ("red", "green", "blue", "white")
        self.propose(gate, on, dict(zip(items, colours, strict=False)))
        self.decide("accept")

    def stage(self) -> str:
        return self.project.stage


@pytest.fixture
def life(open_page, town) -> Life:
    return Life(open_page, town)


def attracted(life: Life) -> None:
    """The clerk opens the lead, meets the investor, writes down what is promised, and signs."""
    page = life.clerk
    for name, value in (("name", NAME), ("investor_name", "远山精密传动公司"), ("owner", "镇长"),
                        ("amount", "120000")):  # fmt: skip
        page.fill(f"[name={name}]", value)
    life.press(page, "保存线索")
    lead = Lead.objects.unscoped("the story's own").get()
    life.press(page, "登记洽谈走访")
    page.fill("dialog[open] input[name=who]", "企业总经理、镇长")
    page.fill("dialog[open] textarea[name=words]", "看地两处，意向明确。")
    life.press(page, "登记", "dialog[open]")
    life.press(page, "添加约定")
    page.fill("dialog[open] input[name=text]", "十月底前首期到资")
    page.fill("dialog[open] input[name=due_on]", "2024-10-31")
    life.press(page, "添加约定", "dialog[open]")
    life.press(page, "推进")
    page.select_option("dialog[open] select[name=stage]", label="洽谈")
    life.press(page, "推进", "dialog[open]")
    neighbour = life.reviewer.request.get(f"{life.base}/leads/{lead.uid}/")
    assert neighbour.status == 404, "not even the county above sees it before the signature"
    page.get_by_role("link", name="已签约，转入项目库").click()
    page.set_input_files("input[name=contract]", sheet("合同.png", "white"))
    for name, day in (("start", "2024-06-20"), ("completion", "2025-03-01")):
        page.fill(f"input[name=planned_{name}_on]", day)
    life.press(page, "转入项目库")
    assert "签约待认定" in page.content()
    assert life.project.current.owner_name == "远山精密传动公司"


def slipped(life: Life) -> None:
    """The clerk moves the completion and says why; the reviewer approves in the ledger."""
    page = life.go(life.clerk, f"/projects/{life.project.uid}/dates/?milestone=completion")
    page.fill("input[name=happens_on]", "2025-06-01")
    page.fill("textarea[name=reason]", "设备到货推迟")
    page.locator("form:has(input[name=happens_on]) button.btn-primary").click()
    page.wait_for_load_state()
    make_window("2024-07")
    ledger = life.go(life.reviewer, "/projects/slips/?month=2024-07&verdict=waits")
    ledger.locator("[data-dialog^=v-]").first.click()
    life.press(ledger, "认可新日期", "dialog[open]")
    assert SlipVerdict.objects.get().verdict == "approved"


def rested(life: Life) -> None:
    """Paused with a plan and a review date; the clock runs until it is approved; then on again."""
    today("2024-07-20")
    page = life.go(life.clerk, f"/gates/{life.project.uid}/pause/")
    page.fill("textarea[name=reason]", "高温停工")
    page.fill("textarea[name=plan]", "八月中旬复工，施工单位加一个班组。")
    life.press(page, "提交申请")
    assert not life.project.is_paused
    queue = life.go(life.reviewer, "/gates/")
    queue.get_by_role("link", name=NAME).first.click()
    queue.locator("[data-dialog^=pa-]").first.click()
    life.press(queue, "批准停缓建", "dialog[open]")
    assert life.project.is_paused
    today("2024-08-15")
    page = life.go(life.clerk, f"/gates/{life.project.uid}/")
    page.locator("[data-dialog^=pend-]").first.click()
    page.fill("dialog[open] textarea[name=words]", "班组已到位")
    life.press(page, "登记复工", "dialog[open]")
    assert not life.project.is_paused


def test_from_the_lead_to_full_capacity(life, open_page):
    attracted(life)
    life.decide("accept")
    assert life.stage() == "signed"
    life.pass_gate("landed", "2024-06-03", "company", "land")
    today("2024-06-20")
    papers = {"contract": "red", "photo": "green", "permit": "blue"}
    life.propose("started", "2024-06-20", papers)
    life.decide("refuse", "照片只能看出场地平整。")
    assert life.stage() == "landed"
    desk = life.go(life.clerk, "/")
    assert "未予认定的关口" in desk.content(), "the clerk finds it on her desk"
    today("2024-06-27")
    life.propose("started", "2024-06-27", {"photo": "yellow"})  # the other papers are kept
    life.decide("accept")
    assert life.stage() == "started"
    life.pass_gate("enrolled", "2024-07-10", "content", "contract", "photo", "notice")
    slipped(life)
    rested(life)
    life.pass_gate("completed", "2025-05-20", "acceptance", "photo")
    life.pass_gate("commissioned", "2025-06-18", "proof", "photo")
    assert life.stage() == "in_production"
    life.pass_gate("full_capacity", "2026-05-30", "output")
    record = open_page(f"/projects/{life.project.uid}/", as_="office")
    told = record.content()
    for day in ("2024-06-03", "2024-06-27", "2024-07-10", "2025-05-20", "2025-06-18", "2026-05-30"):
        assert day in told, day
    assert "十月底前首期到资" in told
    foreign = life.town.user["west_reviewer"]
    assert (
        not Project.objects.visible_to(life.town.viewer(foreign.username))
        .filter(pk=life.project.pk)
        .exists()
    )


def troubled(life: Life) -> None:
    """The clerk raises a problem from the project's page; the county finds it there."""
    page = life.go(life.clerk, f"/projects/{life.project.uid}/")
    page.get_by_role("link", name="提出问题").first.click()
    page.fill("input[name=title]", "料场用地未落实")
    for name in ("cause", "unit"):
        page.select_option(f"select[name={name}]", index=1)
    life.press(page, "提出")
    assert Problem.objects.get().project_id == life.project.pk
    seen = life.go(life.reviewer, f"/projects/{life.project.uid}/")
    assert "料场用地未落实" in seen.content()


def test_a_government_project_passes_its_own_gates_only(life, open_page):
    """From the idea to use: approved and funded stand where attraction signs and lands."""
    life.name = DIKE
    make_project(
        life.town, key="dike", counting="town", reporting="town", lead="east", name=DIKE,
        stage=Stage.CONCEIVED, actual_start_on=None, planned_start_on=date(2024, 6, 1),
    )  # fmt: skip
    uid = life.project.uid
    own = life.go(life.clerk, f"/gates/{uid}/")
    assert "立项" in own.content()
    assert own.locator("a[href$='/propose/signed/']").count() == 0
    assert own.request.get(f"{life.base}/gates/{uid}/propose/landed/").status == 404
    life.pass_gate("approved", "2024-05-08", "approval")
    life.pass_gate("funded", "2024-05-20", "budget")
    today("2024-06-03")
    life.propose("started", "2024-06-03", {"contract": "red", "photo": "green", "permit": "blue"})
    life.decide("refuse", "仅见临时道路，不算开工。")
    told = life.go(life.clerk, "/notices/")
    told.locator("button.linkish", has_text="仅见临时道路，不算开工。").click()
    told.wait_for_load_state()
    assert told.url.endswith(f"/gates/{uid}/"), "the notice leads to the gate that was refused"
    life.pass_gate("started", "2024-06-20", "photo")
    troubled(life)
    life.pass_gate("enrolled", "2024-07-10", "content", "contract", "photo", "notice")
    life.pass_gate("completed", "2025-04-18", "acceptance", "photo")
    life.pass_gate("commissioned", "2025-05-30", "proof", "photo")
    assert life.stage() == "in_production"
    record = open_page(f"/projects/{uid}/", as_="leader").content()
    for day in ("2024-05-08", "2024-05-20", "2024-06-20", "2024-07-10", "2025-04-18", "2025-05-30"):
        assert day in record, day
