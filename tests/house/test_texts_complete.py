"""Everything that a person reads is there in Chinese, once, and as the house writes it."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from house.texts_used import Key, catalogues, coded, in_python, in_template, refusals, used

PLACEHOLDER = re.compile(r"%\((\w+)\)")
SPECIFIER = re.compile(r"%\(\w+\)[0-9.]*[a-z]|[{]\w+[}]")
CHINESE = re.compile(r"[一-鿿]")
WORDS_OF_LATIN = re.compile(r"[A-Za-z]{4,}")
CODE = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")


def sentences() -> dict[Key, dict[str, str]]:
    """Key → catalogue → sentence."""
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for path, entries in catalogues().items():
        for key, sentence in entries.items():
            if sentence:
                found[key][str(path)] = sentence
    return found


def test_every_text_has_its_chinese():
    known = sentences()
    missing = sorted(
        f"{places[0]}: {' | '.join(filter(None, key))}"
        for key, places in used().items()
        if key not in known
    )
    assert missing == [], "\n" + "\n".join(missing)


def test_one_text_is_said_one_way():
    """Catalogues are merged: two wordings of one msgid would show by chance."""
    twofold = {key: said for key, said in sentences().items() if len(set(said.values())) > 1}
    assert twofold == {}


def test_a_sentence_asks_for_nothing_its_text_does_not_give():
    broken = {
        key[1]: said
        for key, by_catalogue in sentences().items()
        for said in by_catalogue.values()
        if not CODE.fullmatch(key[1])
        and not set(PLACEHOLDER.findall(said)) <= set(PLACEHOLDER.findall(key[1]))
    }
    assert broken == {}


def test_a_refusal_brings_what_its_sentence_asks_for():
    """A child process does not know the file's name; the pool that asked it adds ``name``."""
    known = sentences()
    broken = [
        f"{place}: {code} asks for {sorted(asked - given)}"
        for code, given, place in refusals()
        for said in known.get(("", code), {}).values()
        if not (asked := set(PLACEHOLDER.findall(said)) - added(place)) <= given
    ]
    assert broken == [], "\n" + "\n".join(broken)


def added(place: str) -> set[str]:
    return {"name"} if place.startswith("infra/workbooks/") else set()


def test_texts_are_found_where_they_are_used(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text(
        "{% load i18n %}{% translate 'One' %}{% blocktranslate with n=rows %}Two {{ n }}"
        "{% endblocktranslate %}{% translate 'Three' context 'title' %}"
    )
    code = "from django.utils.translation import gettext as _\n_('Four')\nMissing('a.b', c=1)"
    tree = ast.parse(code)
    found = {key for key, _ in [*in_template(page), *in_python(tree), *coded(tree)]}
    assert found == {("", "One"), ("", "Two %(n)s"), ("title", "Three"), ("", "Four"), ("", "a.b")}


def test_sentences_are_chinese_and_calm():
    loud = [said for _key, said in everything() if "!" in said or "！" in said]
    english = [
        said
        for _key, said in everything()
        if not CHINESE.search(said) and WORDS_OF_LATIN.search(SPECIFIER.sub("", said))
    ]
    assert (loud, english) == ([], [])


def everything() -> list[tuple[Key, str]]:
    return [(key, said) for key, by in sentences().items() for said in by.values()]
