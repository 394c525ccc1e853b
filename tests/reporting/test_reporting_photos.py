"""add_photo, void_photo, and what the evidence store makes of a file."""

import io
from datetime import datetime

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from reporting_desk import APRIL

from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.rows import report_rows
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import evidence
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.models import AuditEntry, EvidenceFile


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="JPEG", colour="grey", exif=None, size=(40, 30)) -> ContentFile:
    out = io.BytesIO()
    extra = {"exif": exif} if exif else {}
    Image.new("RGB", size, colour).save(out, kind, **extra)
    return ContentFile(out.getvalue())


def site_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x8769] = {0x9003: "2024:04:23 10:11:12"}
    exif[0x8825] = {1: "N", 2: (30.0, 0.0, 36.0), 3: "E", 4: (120.0, 30.0, 0.0)}
    return exif


def add(town, by="town_reporter", file=None, name="现场.jpg", project="plant", **more):
    return actions.add_photo(
        viewer=town.viewer(by),
        month=APRIL,
        project_uid=town.project[project].uid,
        file=file or picture(),
        name=name,
        **more,
    )


def test_a_photo_is_kept_with_time_and_place(town):
    photo = add(town, file=picture(exif=site_exif()), caption="三层楼板浇筑", key="p1")
    kept = photo.file
    assert kept.taken_at == datetime(2024, 4, 23, 10, 11, 12, tzinfo=CITY_ZONE)
    assert (kept.latitude_e6, kept.longitude_e6) == (30_010_000, 120_500_000)
    assert kept.unit_uid == str(town.unit["town"].uid)
    assert evidence.is_intact(kept)
    assert photo.report.state == "draft"
    assert add(town, key="p1") == photo
    row = report_rows(town.window["2024-04"], [photo.report.project_id])[0]
    assert row.photos == 1
    assert AuditEntry.objects.get(verb="add_photo").values["after.sha256"] == kept.sha256


def test_the_first_photo_and_the_first_figures_meet(town, desk):
    add(town)
    assert desk.save(expected_version=0).version == 1


@pytest.mark.parametrize(
    ("file", "name", "code"),
    [
        (ContentFile(b""), "空.jpg", "evidence.empty"),
        (ContentFile(b"MZ\x90\x00"), "照片.jpg", "evidence.type_not_allowed"),
        (ContentFile(b"<svg onload='x'/>"), "照片.svg", "evidence.type_not_allowed"),
        (ContentFile(b"%PDF-1.7 x"), "照片.jpg", "evidence.type_not_allowed"),
        (ContentFile(picture("PNG").read()[:-10]), "残.png", "evidence.picture_unreadable"),
        (picture("GIF"), "动.gif", "evidence.type_not_allowed"),
    ],
)
def test_what_is_no_photo(town, file, name, code):
    with pytest.raises(Refusal) as refused:
        add(town, file=file, name=name)
    assert refused.value.code == code
    assert not EvidenceFile.objects.exists()


def test_the_content_decides_and_the_size_is_limited(town, monkeypatch):
    assert add(town, file=picture("PNG"), name="x.exe").file.media_type == "image/png"
    small = evidence.Allowed(size_max=100)
    with pytest.raises(Refusal, match=r"evidence\.too_large"):
        evidence.keep(picture("JPEG"), "大.jpg", small)


def test_a_document_may_be_a_pdf():
    kept = evidence.keep(ContentFile(b"%PDF-1.7\n"), "许可证.pdf", evidence.DOCUMENT)
    assert kept.media_type == "application/pdf"


def test_equal_bytes_are_stored_once(town):
    add(town)
    with pytest.raises(Refusal, match=r"report\.photo_twice"):
        add(town)
    assert add(town, project="school").file.sha256 == EvidenceFile.objects.first().sha256


def test_who_adds_photos(town, desk):
    with pytest.raises(Missing):
        add(town, by="west_reporter")
    with pytest.raises(Forbidden, match=r"report\.only_reporters"):
        add(town, by="east_reviewer")
    desk.submitted()
    with pytest.raises(Conflict, match=r"report\.move_not_allowed"):
        add(town)


def void(town, photo, by="town_reporter", reason="拍错项目", **more):
    return actions.void_photo(viewer=town.viewer(by), photo_uid=photo.uid, reason=reason, **more)


def test_taking_a_photo_out(town):
    photo = add(town)
    for by, refusal in (("west_reporter", Missing), ("east_reviewer", Forbidden)):
        with pytest.raises(refusal):
            void(town, photo, by=by)
    with pytest.raises(Refusal, match=r"report\.void_reason_needed"):
        void(town, photo, reason=" ")
    void(town, photo, key="x1")
    assert void(town, photo, key="x1").voided_at is not None
    with pytest.raises(Missing, match=r"report\.photo_not_found"):
        void(town, photo)
    assert AuditEntry.objects.get(verb="void_photo").reason == "拍错项目"
    assert add(town).pk != photo.pk
