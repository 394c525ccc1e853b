"""签字表: the paper's code, the scan, and whether the figures still are what was signed."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from reporting_desk import APRIL

from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.actions.sign import keep_signed
from yipanqi.apps.month.reporting.sheet import sheet
from yipanqi.apps.month.reporting.signing import SHOWN, code_of, signature_workbook, signed_sheets
from yipanqi.core.refusal import Forbidden, Missing, Refusal

SCAN = b"%PDF-1.4 a signed sheet"


def kept(town, code: str, by: str = "town_reporter"):
    return keep_signed(
        viewer=town.viewer(by),
        month=APRIL,
        unit_uid=town.unit["town"].uid,
        file=ContentFile(SCAN),
        name="签字.pdf",
        code=code,
    )


def page_of(town, by: str = "town_reporter"):
    return sheet(town.viewer(by), window_of(APRIL), str(town.unit["town"].uid))


def test_a_scan_matches_until_a_figure_changes(desk, town):
    desk.save()
    page = page_of(town)
    paper = openpyxl.load_workbook(io.BytesIO(signature_workbook(page))).active
    assert code_of(page)[:SHOWN] in paper.cell(2, 1).value
    assert 820 in [cell.value for row in paper.iter_rows() for cell in row]
    kept(town, code_of(page)[:SHOWN])

    def signed():
        found = signed_sheets(town.viewer("office"), window_of(APRIL), str(town.unit["town"].uid))
        return [s.still_matches for s in found[1]]

    assert signed() == [True]
    desk.save(values={"physical_progress": "主体封顶"}, expected_version=1)
    assert signed() == [True]
    desk.save(values={"next_month_plan": 9_990_000}, expected_version=2)
    assert signed() == [False]
    with pytest.raises(Refusal, match=r"sign\.code_differs"):
        kept(town, code_of(page)[:SHOWN])


def test_only_reporters_bring_scans_and_outsiders_find_nothing(desk, town):
    desk.save()
    code = code_of(page_of(town))[:SHOWN]
    with pytest.raises(Forbidden):
        kept(town, code, by="east_reviewer")
    with pytest.raises(Missing):
        kept(town, code, by="west_reporter")


def test_the_office_brings_a_scan_for_a_unit_and_it_can_be_opened_again(desk, town, client):
    desk.save()
    row = kept(town, code_of(page_of(town))[:SHOWN], by="office")
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    unit = town.unit["town"].uid
    page = client.get(f"/reporting/2024-04/unit/{unit}/signature/")
    assert f"signature/{row.uid}/" in page.content.decode()
    scan = client.get(f"/reporting/2024-04/unit/{unit}/signature/{row.uid}/")
    assert b"".join(scan.streaming_content) == SCAN
