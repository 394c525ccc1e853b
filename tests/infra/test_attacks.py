"""Abuse of the plumbing: ranges, many addresses of one line, disguised addresses, Office files."""

import io
import zipfile

import docx
import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory, override_settings
from pptx import Presentation

from apart import run_apart
from yipanqi.core.refusal import Refusal
from yipanqi.infra import evidence
from yipanqi.infra.bodies import STRANGERS, with_limit
from yipanqi.infra.clips import keep_clip
from yipanqi.infra.forms.containers import check_form
from yipanqi.infra.office_files import XML_MOST, check_office_file
from yipanqi.infra.ranges import played
from yipanqi.infra.throttle import TooOften, brake
from yipanqi.infra.webhooks import is_allowed

LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-0", 206, b"0"),
        ("bytes=-3", 206, b"789"),
        ("bytes=-99", 206, b"0123456789"),
        ("bytes=-0", 416, b""),
        ("bytes=-", 416, b""),
        ("bytes=10-", 416, b""),
        ("bytes=5-4", 416, b""),
        ("bytes=5-" + "9" * 5_000, 200, b"0123456789"),
        ("bytes=" + "9" * 5_000 + "-", 200, b"0123456789"),
        ("bytes=٣-٤", 200, b"0123456789"),
        ("bytes=0-1,3-4,6-7", 200, b"0123456789"),
    ],
)
def test_a_range_is_served_or_refused_and_never_breaks(db, asked, status, content):
    kept = evidence.keep_made(b"0123456789", "x.mp4", "video/mp4")
    row = evidence.enter(kept, uploaded_by="test", unit_uid="")
    answer = played(RequestFactory().get("/", headers={"range": asked}), row)
    got = b"".join(answer) if answer.streaming else answer.content
    assert (answer.status_code, got) == (status, content)


def test_all_addresses_of_one_line_are_braked_as_one():
    def asks(address: str) -> None:
        brake(RequestFactory().get("/", REMOTE_ADDR=address), "test", 2)

    with override_settings(CACHES=LOCMEM):
        asks("2001:db8:1:2::1")
        asks("2001:db8:1:2:ffff::2")
        asks("2001:db8:1:3::1")
        with pytest.raises(TooOften):
            asks("2001:db8:1:2:aaaa:bbbb:cccc:dddd")
        asks("192.0.2.1")
        asks("::ffff:192.0.2.1")
        with pytest.raises(TooOften):
            asks("192.0.2.1")
        asks("not an address")


@pytest.mark.parametrize(
    "inside",
    ["::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::",
     "2001:0:1::1", "fec0::1", "fe80::1%eth0", "fd00::1", "::1", "::", "ff02::1", "0.0.0.7",
     "127.1.2.3", "169.254.169.254", "100.64.0.1"],
)  # fmt: skip
def test_no_disguise_leads_a_message_into_the_network(inside):
    assert not is_allowed("robot.example", inside)
    assert is_allowed("robot.example", "2400:3200::1")
    assert is_allowed("robot.example", "223.5.5.5")


def packed(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The file with parts put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def made(opened) -> bytes:
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def linked(kind: str, target: str) -> bytes:
    relation = f'<Relationship Id="rId999" Type="{REL}/{kind}" Target="{target}" '
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return f'{head}{relation}TargetMode="External"/></Relationships>'.encode()


@pytest.mark.parametrize(
    ("kind", "target", "is_refused"),
    [
        ("image", "http://192.0.2.1/seen.png", True),
        ("oleObject", "file://server/share/x.xlsx", True),
        ("attachedTemplate", "http://192.0.2.1/x.dotm", True),
        ("attachedTemplate", "\\\\server\\share\\x.dotm", True),
        ("attachedTemplate", "file:///C:/Users/x/公文.dotx", False),
        ("hyperlink", "https://www.example.com/", False),
    ],
)
def test_a_file_that_fetches_something_is_not_passed_on(kind, target, is_refused):
    links = {"word/_rels/settings.xml.rels": linked(kind, target)}
    paper = packed(made(docx.Document()), links)
    slides = packed(
        made(Presentation()), {"ppt/slides/_rels/slide9.xml.rels": linked(kind, target)}
    )
    for check, content, name in (
        (check_form, paper, "通报.docx"),
        (check_office_file, paper, "通报.docx"),
        (check_office_file, slides, "模板.pptx"),
    ):
        if is_refused:
            with pytest.raises(Refusal, match=r"office\.fetches"):
                check(content, name)
        else:
            check(content, name)


def test_a_bomb_is_refused_before_it_is_parsed():
    bomb = packed(made(docx.Document()), {"word/document.xml": b"<p/>" * (XML_MOST // 4 + 1)})
    with pytest.raises(Refusal, match=r"office\.too_large"):
        check_office_file(bomb, "通报.docx")
    broken = {"word/_rels/settings.xml.rels": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}
    with pytest.raises(Refusal, match=r"office\.damaged"):
        check_office_file(packed(made(docx.Document()), broken), "通报.docx")


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"\x1aE\xdf\xa3" + b"\xff" * 64,
    ],
)
def test_a_list_of_files_is_no_clip(content):
    with pytest.raises(Refusal, match=r"clip\.not_a_video"):
        keep_clip(ContentFile(content), "x.mp4")


class Reader:
    """An application that reads the whole body, and remembers how much came."""

    def __init__(self) -> None:
        self.read, self.said = 0, []

    async def __call__(self, scope, receive, send):
        while (message := await receive())["type"] == "http.request":
            self.read += len(message.get("body", b""))
            if not message.get("more_body"):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                return

    def asked(self, heads: dict[str, str], pieces: list[int], most: int = 8 * STRANGERS) -> int:
        """The status when ``pieces`` of a body are sent, one after the other."""
        sent = [
            {"type": "http.request", "body": b"x" * n, "more_body": at + 1 < len(pieces)}
            for at, n in enumerate(pieces)
        ]

        async def receive():
            return sent.pop(0)

        async def send(message):
            self.said.append(message)

        told = [(name.encode(), value.encode()) for name, value in heads.items()]
        scope = {"type": "http", "headers": told}
        run_apart(with_limit(self, "yipanqi_session", most)(scope, receive, send))
        return self.said[0]["status"]


def test_a_stranger_s_body_ends_before_it_fills_the_disk():
    half = STRANGERS // 2
    session = {"cookie": "yipanqi_csrf=a; yipanqi_session=b"}
    assert Reader().asked({}, [half, half]) == 200
    reader = Reader()
    assert reader.asked({}, [half] * 100) == 413  # no length said: counted while it comes
    assert reader.read <= STRANGERS
    reader = Reader()
    assert reader.asked({"content-length": str(10**12)}, [half]) == 413
    assert reader.read == 0
    assert Reader().asked(session, [half] * 10) == 200
    assert Reader().asked(session, [half] * 100) == 413
    assert Reader().asked({"cookie": "other=yipanqi_session"}, [half] * 3) == 413
