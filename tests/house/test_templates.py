"""Templates are laid out to be read, and sent without the room that takes."""

import re

from django.template.loader import get_template

from house.source_tree import PACKAGE
from yipanqi.infra.page_loader import INDENTATION

WIDEST = 100
BLOCK = re.compile(r"<(?:table|thead|tbody|tr|th|td|form|section|div|ul|ol|li|p|dialog|h[1-6])\b")


def crowded(text: str) -> list[int]:
    """Numbers of long lines on which several parts of a page begin."""
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > WIDEST and len(BLOCK.findall(line)) > 1
    ]


def test_one_part_of_a_page_begins_on_a_line():
    found = {
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in PACKAGE.rglob("*.html")
        for number in crowded(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_the_rule_finds_a_crowded_line():
    cells = "<td>{{ a_rather_long_name }}</td>" * 4
    assert crowded(f"<tr>\n{cells}\n</tr>") == [2]
    assert crowded("<tr><td>1</td></tr>") == []


def test_what_is_sent_has_no_indentation():
    name = "web/parts/field.html"
    written = next(PACKAGE.rglob(f"templates/{name}")).read_text(encoding="utf-8")
    sent = get_template(name).template.source
    assert INDENTATION.search(written)
    assert sent == INDENTATION.sub("\n", written)
    assert sent.count("\n") == written.count("\n")
