"""The audit chain: any flipped byte is found and named; an erased value keeps it whole."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core import audit

HEADS = ("uid", "at", "actor", "verb", "reason")
_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
_values = st.none() | st.booleans() | st.integers() | _texts
_fields = st.dictionaries(_texts, _values, max_size=4)


def entry(number: int, heads: list[str], values: dict[str, object]) -> audit.Entry:
    named = dict(zip(HEADS, [f"uid-{number}", *heads], strict=True))
    salts = {name: f"{number}-{place}" for place, name in enumerate(values)}
    digests = {n: audit.field_digest(salts[n], n, v) for n, v in values.items()}
    return audit.Entry(named, digests, values, salts, audit.entry_digest(named, digests))


def sealed(entries: list[audit.Entry]) -> list[audit.Entry]:
    chain, head = [], audit.GENESIS
    for number, one in enumerate(entries, 1):
        head = audit.chained(head, number, one.digest)
        chain.append(replace(one, sequence=number, chain=head))
    return chain


@st.composite
def chains(draw):
    rows = draw(
        st.lists(
            st.tuples(st.lists(_texts, min_size=4, max_size=4), _fields), min_size=1, max_size=5
        )
    )
    return sealed([entry(n, heads, values) for n, (heads, values) in enumerate(rows)])


def flipped(text: str, bit: int) -> str:
    raw = bytearray(text.encode("latin-1"))
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    return raw.decode("latin-1")


@given(chains())
def test_an_untouched_chain_holds(chain):
    assert audit.first_break(chain) is None


@given(chains(), st.data())
def test_any_flipped_bit_of_a_head_digest_or_link_is_found_where_it_is(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    victim = chain[place]
    bit = data.draw(st.integers(0, 2_000))
    kind = data.draw(st.sampled_from(["heads", "digest", "chain", "digests", "salts"]))
    if kind in {"digest", "chain"}:
        altered = replace(victim, **{kind: flipped(getattr(victim, kind), bit)})
    else:
        texts = dict(getattr(victim, kind))
        names = sorted(n for n, v in texts.items() if v and v.isascii())
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        altered = replace(victim, **{kind: texts | {name: flipped(texts[name], bit)}})
    found = audit.first_break([*chain[:place], altered, *chain[place + 1 :]])
    assert found is not None
    assert found.sequence == place + 1


@given(chains(), st.data())
def test_a_changed_value_is_found(chain, data):
    places = [n for n, one in enumerate(chain) if one.values]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    victim = chain[place]
    name = data.draw(st.sampled_from(sorted(victim.values)))
    forged = replace(victim, values={**victim.values, name: [victim.values[name], "forged"]})
    found = audit.first_break([*chain[:place], forged, *chain[place + 1 :]])
    assert found == audit.Break(place + 1, victim.heads["uid"], "value")


@given(chains(), st.data())
def test_erasing_a_value_with_its_salt_keeps_the_chain(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    victim = chain[place]
    gone = data.draw(st.sets(st.sampled_from(sorted(victim.values)))) if victim.values else set()
    erased = replace(
        victim,
        values={n: v for n, v in victim.values.items() if n not in gone},
        salts={n: s for n, s in victim.salts.items() if n not in gone},
    )
    assert audit.first_break([*chain[:place], erased, *chain[place + 1 :]]) is None


@given(chains(), st.data())
def test_a_row_taken_out_put_in_or_moved_is_found(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    without = [*chain[:place], *chain[place + 1 :]]
    found = audit.first_break(without)
    assert (found is None) == (place == len(chain) - 1)  # a cut tail shows at the kept head
    assert audit.first_break([*chain[: place + 1], *chain[place:]]) is not None
    if len(chain) > 1:
        assert audit.first_break(list(reversed(chain))) is not None


def test_a_value_without_its_salt_is_a_fault():
    one = entry(1, ["a", "b", "c", "d"], {"after.name": "甲"})
    assert audit.own_fault(replace(one, salts={})) == "value"
    assert audit.own_fault(replace(one, values={})) == "value"


def test_checking_can_go_on_from_a_known_head():
    chain = sealed([entry(n, ["a", "b", "c", "d"], {}) for n in range(4)])
    assert audit.first_break(chain[2:], start=chain[1].chain, after=2) is None
    assert audit.first_break(chain[2:], start=chain[0].chain, after=2) is not None


def test_spelling_of_unicode_and_order_of_keys_do_not_matter():
    assert audit.canonical({"b": "e\u0301", "a": 1}) == audit.canonical({"a": 1, "b": "\u00e9"})
    assert audit.changed({"a": 1, "b": 2}, {"b": 3, "a": 1, "c": 0}) == ["b", "c"]
