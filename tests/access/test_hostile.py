"""What an attacker sends: scripts, formulas, false files, guesses, endless and broken input."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from access.addresses import request_of
from access.conftest import BACKEND
from access.place import APRIL, FIGURES, WORDS, picture
from access.test_addresses import OPENED, ROWS, told
from yipanqi.apps.ledger.projects import actions as projects
from yipanqi.apps.ledger.projects.actions import ProjectData
from yipanqi.apps.ledger.units import actions as units
from yipanqi.apps.month.imports.workbook import unit_workbook
from yipanqi.apps.month.reporting import actions as reporting
from yipanqi.core.refusal import Refusal
from yipanqi.infra import evidence
from yipanqi.infra.models import AuditEntry, EvidenceFile
from yipanqi.infra.uid import new_uid

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FORMULAS = ("=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1")


def get(ask, who: str, href: str, data=None):
    answer = ask(who, "GET", href, data)
    assert answer.status_code == 200, href
    return answer


def renamed(town, name: str, /, **more):
    """The plant of 青石镇 under another name, since April."""
    return projects.amend_project(
        viewer=town.viewer("office"),
        project=town.town.project["plant"],
        changes={"name": name, **more},
        reason="更名",
        effective_on=date(2024, 4, 1),
    )


# --- stored scripts
def test_no_text_that_somebody_typed_becomes_markup(place, ask):
    more = {"place": SCRIPT, "owner_name": SCRIPT, "content": SCRIPT}
    renamed(place, SCRIPT, sponsor="<b>副市长</b>", **more)
    report = reporting.return_report(
        viewer=place.viewer("reviewer"), report_uid=place.own["report"].uid,
        reasons={"this_month": SCRIPT}, remark=SCRIPT,
    )  # fmt: skip
    common = {
        "viewer": place.viewer("town"), "month": APRIL, "project_uid": report.project.uid,
    }  # fmt: skip
    words = {**WORDS, "report.identical_to_last_month": SCRIPT}
    texts = {**FIGURES, "physical_progress": SCRIPT, "problems": SCRIPT}
    reporting.save_report(values=texts, explanations=words, **common)
    reporting.add_photo(file=picture("red"), name=f"{SCRIPT}.png", caption=SCRIPT, **common)
    opened = 0
    for name, whose, how, expected in ROWS:
        if how == "GET" and expected["office"] == 200 and whose != "foreign":
            answer = ask("office", "GET", *request_of(place, name, whose, how)[:2])
            if answer["Content-Type"].startswith("text/html"):
                opened += "alert(1)" in answer.read.decode()
                assert b"<script>alert" not in answer.read, name
                assert b"<img src=x" not in answer.read, name
                assert "<b>副市长" not in answer.read.decode(), name
    assert opened > 5, "the texts are shown somewhere, as text"


def test_a_search_is_echoed_as_text(ask):
    for href in ("/search/", "/projects/", "/problems/", "/supervision/"):
        page = get(ask, "office", href, {"q": SCRIPT}).read
        assert b"<script>alert" not in page
        assert b"<img src=x" not in page


def test_a_failed_login_echoes_its_name_as_text(ask):
    page = ask("anonymous", "POST", "/login/", {"username": SCRIPT, "password": "x"}).read
    assert b"<script>alert" not in page


# --- formulas
@pytest.mark.parametrize("name", FORMULAS)
def test_no_name_becomes_a_formula_in_a_workbook_that_goes_out(place, ask, name):
    renamed(place, name)
    books = [
        get(ask, "office", "/projects/export.xlsx").read,
        unit_workbook(place.viewer("town"), APRIL, place.own["unit"].uid)[1],
        get(ask, "town", request_of(place, "reporting:signature_file", "own", "GET")[0]).read,
        get(ask, "office", "/statistics/export.xlsx").read,
    ]
    named = 0
    for content in books:
        cells = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(content))
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.strip() == name.strip()
        ]
        named += bool(cells)
        assert {cell.data_type for cell in cells} <= {"s"}
        assert all(cell.quotePrefix for cell in cells if cell.value[:1] in "=+-@")
    assert named >= 3


# --- names that deceive the eye
def test_a_name_holds_nothing_that_cannot_be_seen(place):
    project = renamed(place, "青石\u200b镇\u202e轴承\u2066生产线\ufeff")
    assert project.current.name == "青石镇轴承生产线"
    unseen = replace(ProjectData.of(project.current), name="\u200b\u202e\u2060", approval_code="")
    with pytest.raises(Refusal, match=r"project\.name_missing"):
        projects.register_project(viewer=place.viewer("office"), project=unseen)
    twin = replace(
        unseen, name="青\u200b石镇中心小学迁建工程", counting_unit=place.town.unit["town"]
    )
    with pytest.raises(Refusal, match=r"project\.name_taken"):
        projects.register_project(viewer=place.viewer("office"), project=twin)
    person = units.add_person(
        viewer=place.viewer("admin"), username="x", name="办\u202e公室", password="Quite-2024-new"
    )
    assert person.name == "办公室"


def test_a_name_of_ligatures_fits_where_it_is_searched(place):
    assert len(renamed(place, "ﷺ" * 60).current.search_name) <= 120


# --- files
def polyglot() -> bytes:
    """A picture that is a page and an archive as well."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.html", SCRIPT)
    return picture("blue").getvalue() + b"<html><script>alert(1)</script></html>" + out.getvalue()


def test_a_picture_that_is_also_a_page_is_shown_as_a_picture_only(place, ask):
    stored = evidence.keep(ContentFile(polyglot()), "x.html")
    EvidenceFile.objects.filter(pk=place.own["photo"].file_id).update(
        sha256=stored.sha256, media_type=stored.media_type, name=stored.name
    )
    answer = get(ask, "town", f"/reporting/photos/{place.own['photo'].uid}/")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "x.svg"),
        (b"<html><script>alert(1)</script></html>", "x.png"),
        (b"MZ\x90\x00" + b"\0" * 500, "x.jpg"),
        (b"%PDF-1.7 /JavaScript", "x.png"),
        (b"GIF89a<script>alert(1)</script>", "x.gif"),
        (b"", "x.png"),
    ],
)
def test_what_is_no_photo_is_not_kept(place, content, name):
    with pytest.raises(Refusal, match=r"evidence\."):
        evidence.keep(ContentFile(content), name)


def test_a_picture_of_a_million_million_points_is_not_decoded():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Refusal, match=r"evidence\.picture_too_large"):
        evidence.keep(ContentFile(out.getvalue()), "x.png")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\x.png", "x.png"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie: x=1.png"),
        ("发票\u202egnp.exe", "发票gnp.exe"),
        ("\0.png", ".png"),
        ("/", "file"),
        ("长" * 500, "长" * 200),
        ('a";filename="b.html', 'a";filename="b.html'),
    ],
)
def test_a_file_name_breaks_no_header_and_leaves_no_folder(place, ask, name, kept):
    stored = evidence.keep(picture("blue"), name)
    assert stored.name == kept
    row = place.own["photo"].file
    EvidenceFile.objects.filter(pk=row.pk).update(name=stored.name)
    answer = get(ask, "town", f"/reporting/photos/{place.own['photo'].uid}/")
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["月报\r\nX-Evil: 1.xlsx", '月报";x="y.xlsx', "../月报.xlsx"])
def test_a_workbooks_name_comes_back_harmless(place, ask, name):
    found = place.own["import"]
    EvidenceFile.objects.filter(pk=found.file_id).update(name=evidence.shown_name(name))
    base = f"/imports/2024-04/unit/{place.own['unit'].uid}/{found.uid}"
    for part in ("file", "annotated"):
        answer = get(ask, "town", f"{base}/{part}/")
        assert answer["Content-Disposition"].startswith("attachment")
        assert "X-Evil" not in answer.headers


def test_an_upload_beyond_the_limit_is_refused_in_words(place, ask, settings):
    big = SimpleUploadedFile("x.xlsx", b"PK" + b"\0" * (evidence.WORKBOOK.size_max + 1))
    href = f"/imports/2024-04/unit/{place.own['unit'].uid}/"
    answer = ask("town", "POST", href, {"file": big})
    assert answer.status_code == 422


# --- broken requests
@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"values": [1]}', b'{"values": {"x": 1}}',
     b'{"values": {}, "explanations": [1]}', b'{"values": {"project": "1", "state": "approved"}}',
     b'{"values": {"this_month": {"$gt": 0}}}', b'{"values": {"this_month": NaN}}',
     b'{"values": {"this_month": "1e400"}}', b'{"version": {}, "values": {}}',
     b'{"key": {"a": 1}, "values": {}}', b"[" * 100_000,
     json.dumps({"values": {"physical_progress": "\0长" * 200_000}}).encode()],
    ids=range(16),
)  # fmt: skip
def test_a_broken_row_is_refused_and_nothing_is_kept(place, ask, body):
    reporting.withdraw_report(viewer=place.viewer("town"), report_uid=place.own["report"].uid)
    kept: list[str] = []
    href = f"/reporting/2024-04/project/{place.own['project'].uid}/save/"
    answer = ask("town", "POST", href, body, kept=kept, content_type="application/json")
    assert answer.status_code in {200, 400, 409, 422}
    if answer.status_code != 200:
        assert kept == []


@pytest.mark.parametrize("method", ["trace", "options", "put", "patch", "delete"])
def test_only_three_methods_come_in(place, entered, method):
    for who in ("anonymous", "office"):
        for href in ("/login/", "/projects/", f"/projects/{place.own['project'].uid}/"):
            assert getattr(entered[who], method)(href).status_code == 405


def test_what_one_person_saw_stays_in_no_cache(place, ask):
    for href in ("/projects/", "/projects/export.xlsx", f"/projects/{place.own['project'].uid}/"):
        assert get(ask, "office", href)["Cache-Control"] == "private, no-store"


def test_nul_is_no_text(place, ask):
    assert ask("office", "GET", "/search/", {"q": "a\0b"}).status_code == 400
    assert ask("office", "POST", "/login/", {"username": "a\0"}).status_code == 400


def test_an_error_page_tells_nothing_of_the_machine(place, entered, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("/srv/secret/path SELECT * FROM units_user")

    monkeypatch.setattr("yipanqi.web.register.search.projects", fails)
    client = Client(raise_request_exception=False)
    client.force_login(place.town.user["office"], backend=BACKEND)
    answer = client.get("/search/", {"q": "x"})
    assert answer.status_code == 500
    page = answer.content.decode()
    for word in ("/srv/", "SELECT", "RuntimeError", "Traceback", "site-packages", ".py"):
        assert word not in page
    for href in ("/nowhere/", f"/projects/{new_uid()}/"):
        assert "urlconf" not in client.get(href).content.decode().lower()


# --- guessing
GUESSES = {
    "month": ("2024-13", "nonsense", "٢٠٢٤-٠٤", "1900-01", "9999-12"),
    "unit": ("<foreign>", "nonsense", "²"),
    "page": ("-1", "0", "²", "9" * 400, "last"),
    "sort": ("__class__", "-current__owner_name", "report__project__name", "--plan"),
    "q": ("西河", "智能仓储", "%", "_", "'; --", "a" * 60_000),
    "view": ("all", "__all__"),
    "state": ("all", "'"),
    "year": ("²²²²", "99999", "-1"),
    "of": ("nonsense", "2024-99"),
    "league": ("nonsense", "__class__"),
    "scheme": ("nonsense", "second"),
    "rows": ("999999999", "²"),
    "project": ("<project>", "nonsense"),
}


@pytest.mark.parametrize("who", ["reviewer", "outsider", "line"])
def test_guessing_reveals_nothing_and_breaks_nothing(place, ask, who):
    """Every list, filter, order and count: what comes back stays inside the viewer's scope."""
    foreign = {"<foreign>": place.foreign["unit"].uid, "<project>": place.foreign["project"].uid}
    for name, whose, how, expected in ROWS:
        if how != "GET" or whose not in {"-", "own"} or expected[who] not in {200, 302}:
            continue
        href, query, _more = request_of(place, name, whose, how)
        for turn in range(2):
            guess = {
                key: values[(turn + len(name)) % len(values)] for key, values in GUESSES.items()
            }
            if turn:
                guess.pop("month")  # a nonsense month would end most pages before they read on
            data = query | {key: str(foreign.get(value, value)) for key, value in guess.items()}
            answer = ask(who, "GET", href, data)
            assert answer.status_code != 500, (name, data)
            if name not in OPENED:
                assert told(place, who, answer, f"{href} {data}") == set(), (name, data)


def test_nothing_was_written_by_asking(place, ask):
    before = AuditEntry.objects.count()
    for href in ("/projects/?sort=__class__", "/search/?q=%00", "/supervision/?unit=x"):
        ask("reviewer", "GET", href)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("who", "name", "data"),
    [
        ("office", "breakdowns:do", {"task": "x"}),
        ("admin", "handovers:new", {"successor": "9" * 5_000, "reason": "调动"}),
        ("office", "meetings:seen", {"venue": "²", "sequence": "3"}),
        ("office", "livelihood:survey", {"asked": "9" * 20}),
    ],
)
def test_a_hidden_field_with_nonsense_is_no_fault_of_the_server(place, ask, who, name, data):
    href, sent, more = request_of(place, name, "own", "POST")
    kept: list[str] = []
    assert ask(who, "POST", href, sent | data, kept=kept, **more).status_code in {
        200,
        302,
        404,
        422,
    }
    assert kept == []
