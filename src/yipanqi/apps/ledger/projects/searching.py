"""The words a project is found by: its name, codes and owner, spelled in pinyin too."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project, ProjectVersion, SearchWords
from yipanqi.core.projects.identity import normalised

BATCH = 500


def _each(other: str) -> Any:
    """Letters and digits stand one by one, so that each is an initial."""
    return list(other)


@lru_cache(maxsize=8_192)
def spelled(text: str) -> tuple[str, str]:
    """``光伏`` → (``GUANGFU``, ``GF``); what is no Chinese stays as it is.

    The dictionary is read when the first name is spelled: most processes never spell one.
    """
    from pypinyin import Style, lazy_pinyin

    whole = lazy_pinyin(text, style=Style.NORMAL, errors=_each)
    return "".join(whole).upper(), "".join(part[:1] for part in whole).upper()


def words_of(version: ProjectVersion, own_code: str) -> str:
    """Lines, so that no search runs from one into the next."""
    name, owner = normalised(version.name), normalised(version.owner_name)
    lines = [name, *spelled(name), normalised(own_code), normalised(version.approval_code)]
    if owner:
        lines += [owner, *spelled(owner)]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def keep_words(project: Project, version: ProjectVersion) -> None:
    SearchWords.objects.update_or_create(
        project=project, defaults={"words": words_of(version, project.own_code)}
    )


def keep_all_words(ids: Iterable[int] | None = None) -> int:
    """For projects written without a verb, and for those of before; returns how many."""
    rows = Project.objects.unscoped("words of the whole register").exclude(current=None)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    made = [
        SearchWords(project=row, words=words_of(row.current, row.own_code))  # type: ignore[arg-type]
        for row in rows.select_related("current").iterator(BATCH)
    ]
    SearchWords.objects.bulk_create(
        made,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["project"],
        update_fields=["words"],
    )
    return len(made)


def holds(typed: str) -> Q:
    """Projects that hold every word typed: part of a name, of a code, of the owner, full pinyin
    or initials.
    """
    found = Q()
    for word in typed.split():
        if text := normalised(word):
            found &= Q(search_words__words__contains=text) | Q(
                search_words=None, current__search_name__contains=text
            )
    return found
