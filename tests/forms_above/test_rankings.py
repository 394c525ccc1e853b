"""A scored month's places, totals and points in a superior's table and in a sentence."""

import io
from decimal import Decimal

import docx
import openpyxl
import pytest

from city import city
from forms_above.conftest import MARCH
from forms_above.made import cells, words
from forms_above.test_forms import added, filled
from scoring.town_scheme import TOWN_SCHEME
from yipanqi.apps.month.forms_above import actions
from yipanqi.apps.month.forms_above.frozen import content_of, ground_of
from yipanqi.apps.month.forms_above.rankings import leagues_known
from yipanqi.apps.month.forms_above.wording import figure_words
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.results.scoring.actions import adopt_scheme, score_month
from yipanqi.apps.results.scoring.models import ScoreLine
from yipanqi.apps.results.scoring.queries import rank_lines
from yipanqi.core.forms_above.mapping import Figure, Mapped, Over, Repeat
from yipanqi.core.forms_above.ranking import (
    Asked,
    League,
    Ranked,
    line_for,
    place_named,
    value_of,
)
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import load

pytestmark = pytest.mark.django_db
LEAGUE = "town:counties"


def key(what):
    return f"rank:{LEAGUE}:{what}"


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = tmp_path / "evidence"
    made = city()
    adopt_scheme(viewer=made.viewer("office"), text=TOWN_SCHEME)
    freeze_month(viewer=made.viewer("office"), month=MARCH)
    return made


@pytest.fixture
def ranks(town):
    sheet = score_month(viewer=town.viewer("office"), month=MARCH, scheme_key="town")
    return sheet, [line for line in rank_lines(sheet) if line.league == "counties"]


def table() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "排名"
    sheet.append(["名次", "单位", "总分", "单项得分"])
    sheet.append([None] * 4)
    sheet.append(["第一名", None, None, None])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mapped(town, version, figures):
    return actions.map_places(viewer=town.viewer("office"), uid=version.uid, figures=figures)


def test_a_row_for_each_ranked_unit_and_a_cell_for_the_first(town, ranks):
    sheet, lines = ranks
    version = added(town, table())
    criterion = ScoreLine.objects.filter(sheet=sheet, league="counties").first().criterion
    first = {"unit": "place:1"}
    mapped(town, version, {
        "排名!A2": {"measure": key("place")},
        "排名!B2": {"measure": "unit_name"},
        "排名!C2": {"measure": key("total")},
        "排名!D2": {"measure": key(f"points.{criterion}")},
        "排名!B3": {"measure": key("name"), **first},
        "排名!C3": {"measure": key("total"), **first},
    })  # fmt: skip
    actions.repeat_row(
        viewer=town.viewer("office"), uid=version.uid, sheet="排名", row=1,
        repeat={"over": "ranked", "only": f"league={LEAGUE}"},
    )  # fmt: skip
    done = filled(town, version)
    rows = cells(content_of(done.file), "排名")
    ranked = [line for line in lines if line.rank is not None]
    assert [(r[0], str(r[1]), Decimal(str(r[2]))) for r in rows[1:-1]] == [
        (line.rank, town_name(town, line), Decimal(line.total)) for line in ranked
    ]
    assert rows[-1][1] == ranked[0].unit_name
    assert Decimal(str(rows[-1][2])) == Decimal(ranked[0].total)
    told = next(f for f in done.figures if f["at"] == "排名!C3")
    assert told["sheet"].endswith(sheet.sheet_hash[:12])
    assert told["unit_name"] == "排名第1名"


def town_name(town, line):
    unit = next(u for u in town.unit.values() if str(u.uid) == line.unit_uid)
    return unit.versions.get().name


def test_a_sentence_names_the_first_and_a_unit_s_place(town, ranks):
    _sheet, lines = ranks
    paper = docx.Document()
    paper.add_paragraph("{{首位}}以{{得分}}分居第一，东山区列第{{位次}}位。")
    out = io.BytesIO()
    paper.save(out)
    version = added(town, out.getvalue(), "通报.docx", form="通报")
    text = "{{首位}}以{{得分}}分居第一，东山区列第{{位次}}位。"
    at = {
        w: f"p0:{text.index(w)}-{text.index(w) + len(w)}"
        for w in ("{{首位}}", "{{得分}}", "{{位次}}")
    }
    mapped(town, version, {
        at["{{首位}}"]: {"measure": key("name"), "unit": "place:1"},
        at["{{得分}}"]: {"measure": key("total"), "unit": "place:1", "places": 2},
        at["{{位次}}"]: {"measure": key("place"), "unit": str(town.unit["east"].uid)},
    })  # fmt: skip
    east = next(line for line in lines if line.unit_uid == str(town.unit["east"].uid))
    said = words(content_of(filled(town, version).file))
    first = lines[0]
    assert said == f"{first.unit_name}以{first.total}分居第一，东山区列第{east.rank}位。"


def test_a_month_that_is_not_scored_stays_empty_with_its_reason(town):
    figure = Figure(key("total"), str(town.unit["east"].uid))
    assert ground_of(MARCH, [figure]).answer(figure).silent == "form_above.not_scored"


def test_what_no_ranking_has_is_refused_or_silent(town, ranks):
    figures = {
        "third": Figure(key("name"), "place:3"),
        "beyond": Figure(key("name"), "place:9"),
        "city": Figure(key("place")),
        "veto": Figure(key("points.nonsense"), "place:1"),
    }
    ground = ground_of(MARCH, figures.values())
    silent = {n: ground.answer(f).silent for n, f in figures.items()}
    assert silent["beyond"] == silent["city"] == "form_above.not_ranked"
    assert silent["veto"] == "form_above.not_said"
    assert figure_words(figures["third"]).startswith("排名第3名·")
    version = added(town, table())
    for told, code in (
        ({"measure": "year_to_date", "unit": "place:1"}, "place_of_no_ranking"),
        ({"measure": key("total"), "unit": "place:99"}, "place_of_no_ranking"),
        ({"measure": "rank:town:nonsense:total"}, "no_such_figure"),
        ({"measure": "rank:town:total"}, "no_such_figure"),
    ):
        with pytest.raises(Refusal, match=code):
            mapped(town, version, {"排名!C3": told})
    with pytest.raises(Refusal, match="league_missing"):
        Repeat.from_json({"sheet": "排名", "row": 1, "over": "ranked"})
    kept = Mapped({}, (Repeat("排名", 1, Over.RANKED, only=f"league={LEAGUE}"),))
    assert Mapped.from_json(kept.as_json()) == kept


def test_the_place_of_the_page_offers_leagues_and_places(town, ranks, client):
    version = added(town, table())
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    panel = client.get(f"/forms_above/map/{version.uid}/place/", {"at": "排名!C3"})
    page = panel.content.decode()
    assert 'value="rank:town:counties:total"' in page
    assert 'value="place:1"' in page
    assert 'value="league=town:counties"' in page
    of = {key: dict(criteria) for key, _words, criteria in leagues_known()}
    assert set(of[LEAGUE]) == {c.key for c in load(TOWN_SCHEME).criteria if "counties" in c.leagues}


def test_lines_are_found_by_unit_or_by_place_among_the_ranked():
    one = Ranked("u1", "甲", 1, Decimal("90.5"), {"done": Decimal(40)})
    tied = Ranked("u2", "乙", 1, Decimal("90.5"), {})
    out = Ranked("u3", "丙", None, None, {})
    league = League("x", (one, tied, out))
    assert line_for(league, "u3") is out
    assert [line_for(league, f"place:{n}") for n in (1, 2, 3)] == [one, tied, None]
    assert value_of(one, "points.done") == 40
    assert [place_named(t) for t in ("place:0", "place:61", "place:x", "u1")] == [None] * 4
    assert Asked.of("rank:a:b:points.") is None
