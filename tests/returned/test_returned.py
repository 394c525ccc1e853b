"""A bulletin or slides edited outside: compared, settled by name, issued as the next version."""

import io

import docx
import pytest
from django.urls import reverse
from pptx import Presentation

from publishing.conftest import draft, log_in, published, sheet, town  # noqa: F401
from yipanqi.apps.results.publishing import actions as publishing
from yipanqi.apps.results.publishing.models import Document
from yipanqi.apps.results.returned import actions
from yipanqi.apps.results.returned.models import ReturnedFile
from yipanqi.apps.results.returned.queries import differences_of
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra.evidence import keep_made
from yipanqi.infra.jobs import drain
from yipanqi.packs.official.readback import numbers_in
from yipanqi.packs.slides import render_slides
from yipanqi.web import jobs  # noqa: F401  (registers the pack's job)
from yipanqi.web.documents import DOCX, bulletin_of
from yipanqi.web.pack import city_template, pack_content
from yipanqi.web.packing.comparing import differences_of as compare
from yipanqi.web.packing.comparing import kept_template

pytestmark = pytest.mark.django_db


def edited(publication, old="", new=""):
    """The bulletin as Word gives it back, one figure changed."""
    document = docx.Document(io.BytesIO(bulletin_of(publication)))
    if old:
        found = next(p for p in document.paragraphs if old in p.text)
        text = found.text.replace(old, new, 1)
        found.runs[0].text = text
        for run in found.runs[1:]:
            run.text = ""
    return document


def saved(opened) -> io.BytesIO:
    out = io.BytesIO()
    opened.save(out)
    out.seek(0)
    return out


def figure(publication) -> str:
    """A figure of the bulletin's opening with decimals: it stands once."""
    texts = [p.text for p in edited(publication).paragraphs]
    return next(n for t in texts for n in numbers_in(t) if "." in n)


def brought(town, publication, old="", new=""):  # noqa: F811
    kept = keep_made(saved(edited(publication, old, new)).getvalue(), "通报改.docx", DOCX)
    kind, found = compare(publication, None, kept)
    return actions.bring_back(
        viewer=town.viewer("office"),
        publication=publication,
        kind=kind,
        kept=kept,
        differences=found,
    )


def test_an_untouched_bulletin_comes_back_without_a_difference(town, published):  # noqa: F811
    row = brought(town, published)
    assert (row.number, row.open_count) == (1, 0)
    actions.issue_returned(viewer=town.viewer("office"), uid=row.uid)
    newest = published.documents.filter(kind="bulletin").order_by("-number").first()
    assert newest.file.sha256 == row.file.sha256


def test_a_changed_figure_is_issued_only_when_an_approver_accepts_it(town, published):  # noqa: F811
    office, leader = town.viewer("office"), town.viewer("leader")
    was = figure(published)
    row = brought(town, published, was, "987.65")
    (found,) = differences_of(office, row)
    assert (found.stands, found.says) == ("987.65", was)
    with pytest.raises(Refusal) as refused:
        actions.issue_returned(viewer=office, uid=row.uid)
    assert refused.value.code == "returned.open_differences"
    with pytest.raises(Forbidden):
        actions.accept_difference(viewer=office, difference=found.uid, reason="我改的")
    deputy = town.deputy("line", of="office")
    with pytest.raises(Forbidden, match="not_the_bringer"):
        actions.accept_difference(viewer=deputy, difference=found.uid, reason="代为同意")
    with pytest.raises(Refusal) as refused:
        actions.accept_difference(viewer=leader, difference=found.uid, reason="  ")
    assert refused.value.code == "returned.reason_missing"
    actions.accept_difference(viewer=leader, difference=found.uid, reason="按统计局终核数")
    actions.issue_returned(viewer=office, uid=row.uid)
    row.refresh_from_db()
    assert row.issued_at
    with pytest.raises(Refusal) as refused:
        actions.issue_returned(viewer=office, uid=row.uid)
    assert refused.value.code == "returned.is_issued"


def test_a_later_version_corrects_and_keeps_what_was_accepted(town, published):  # noqa: F811
    office, leader = town.viewer("office"), town.viewer("leader")
    was = figure(published)
    first = brought(town, published, was, "987.65")
    (found,) = differences_of(office, first)
    actions.accept_difference(viewer=leader, difference=found.uid, reason="按终核数")
    again = brought(town, published, was, "987.65")
    (kept,) = differences_of(office, again)
    assert (again.number, kept.accepted_by_id, kept.reason) == (2, leader.user, "按终核数")
    other = brought(town, published, was, "987.66")
    assert other.open_count == 1
    with pytest.raises(Refusal) as refused:
        actions.issue_returned(viewer=office, uid=again.uid)
    assert refused.value.code == "returned.is_outdated"
    corrected = brought(town, published)
    assert corrected.open_count == 0


def test_slides_come_back_through_the_page(town, published, log_in):  # noqa: F811
    deck = Presentation(io.BytesIO(render_slides(pack_content(published), city_template())))
    shapes = [s for page in deck.slides for s in page.shapes if s.has_table]
    cell = shapes[0].table.cell(1, 2)
    cell.text = "99.99"
    file = saved(deck)
    file.name = "演示稿.pptx"
    office = log_in("office")
    page = reverse("pack:bring", args=[published.uid])
    answer = office.post(page, {"file": file, "key": "b"}, follow=True).content.decode()
    row = ReturnedFile.objects.get()
    assert row.kind == "slides"
    assert "99.99" in answer
    assert "快照中的是" in answer
    leader = log_in("leader")
    found = row.differences.get()
    accept = reverse("pack:accept", args=[found.uid])
    done = leader.post(accept, {"reason": "经领导同意", "key": "c"}, follow=True)
    assert "经领导同意" in done.content.decode()


def test_a_file_that_is_neither_is_refused(town, published, log_in):  # noqa: F811
    office = log_in("office")
    file = io.BytesIO(b"%PDF-1.7 none")
    file.name = "通报.pdf"
    page = reverse("pack:bring", args=[published.uid])
    answer = office.post(page, {"file": file, "key": "b"}, follow=True).content.decode()
    assert "没有收下" in answer
    assert not ReturnedFile.objects.exists()


def test_the_citys_template_carries_the_slides(town, published):  # noqa: F811
    own = Presentation()
    own.core_properties.category = "东山"
    file = saved(own)
    file.name = "模板.pptx"
    made = actions.adopt_template(viewer=town.viewer("office"), kept=kept_template(file))
    deck = Presentation(io.BytesIO(render_slides(pack_content(published), city_template())))
    assert deck.core_properties.category == "东山"
    assert deck.slide_width == own.slide_width
    actions.withdraw_template(viewer=town.viewer("office"), uid=made.uid)
    assert city_template() is None


def test_the_pack_of_the_month_is_made_by_one_button(town, published, log_in):  # noqa: F811
    office = log_in("office")
    office.post(reverse("pack:order", args=[published.uid]), {"key": "o"})
    drain()
    kinds = set(Document.objects.values_list("kind", flat=True))
    assert {"bulletin", "slides", "tables", "reading", "posters"} <= kinds
    page = office.get(reverse("pack:index"), {"month": "2024-03"}).content.decode()
    assert "晾晒海报" in page
    again = publishing.order_pack(viewer=town.viewer("office"), publication=published, key="x")
    assert again.name == "make_pack"
