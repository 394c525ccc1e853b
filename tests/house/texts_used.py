"""Every text that source and templates ask the catalogues for."""

import ast
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from house.source_tree import PACKAGE, calls, dotted, modules

Key = tuple[str, str]  # context, msgid
Uses = dict[Key, list[str]]

PLAIN = {"gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
REFUSALS = {"Refusal", "Forbidden", "Missing", "Conflict"}
CODED = REFUSALS | {"Finding", "render"}  # infra.texts.render; Django's takes no literal first
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def used() -> Uses:
    """Key → where it is asked for."""
    found: Uses = defaultdict(list)
    for path, tree in modules().items():
        for key, line in [*in_python(tree), *coded(tree)]:
            found[key].append(f"{path}:{line}")
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        for key, line in in_template(path):
            found[key].append(f"{path.relative_to(PACKAGE)}:{line}")
    return found


def in_python(tree: ast.Module) -> Iterator[tuple[Key, int]]:
    """Literals given to gettext's functions, under whatever name they were imported."""
    names = imported(tree)
    for call in calls(tree):
        function = names.get(dotted(call.func).split(".")[-1], "")
        texts = [a.value for a in call.args if isinstance(a, ast.Constant)]
        literals = [text for text in texts if isinstance(text, str)]
        if function in PLAIN | PLURAL and literals:
            yield ("", literals[0]), call.lineno
        elif function in WITH_CONTEXT and len(literals) > 1:
            yield (literals[0], literals[1]), call.lineno


def imported(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }


def coded(tree: ast.Module) -> Iterator[tuple[Key, int]]:
    """Codes of refusals, findings and rendered words: the code is the msgid."""
    for call in calls(tree):
        if dotted(call.func).split(".")[-1] in CODED and call.args:
            code = call.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield ("", code.value), call.lineno


def refusals() -> Iterator[tuple[str, set[str], str]]:
    """Code, the parameters it is raised with, and where (a spread mapping: unknown)."""
    for path, tree in modules().items():
        for call in calls(tree):
            named = {keyword.arg for keyword in call.keywords}
            if dotted(call.func).split(".")[-1] in REFUSALS and None not in named:
                for (_context, code), line in coded(ast.Module([ast.Expr(call)], [])):
                    yield code, {str(name) for name in named}, f"{path}:{line}"


def in_template(path: Path) -> Iterator[tuple[Key, int]]:
    marked = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    python = "\n".join(line.lstrip() for line in marked.splitlines())  # no indentation to read
    source = io.BytesIO(python.encode())
    for line, function, message, _comments in extract_python(source, list(KEYWORDS), [], {}):
        parts = [message] if isinstance(message, str) else [part for part in message if part]
        if function == "pgettext":
            yield (parts[0], parts[1]), line
        elif parts:
            yield ("", parts[0]), line


def catalogues() -> dict[Path, dict[Key, str]]:
    """Catalogue → key → the Chinese sentence; fuzzy ones count as missing."""
    found = {}
    for path in sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/*.po")):
        with path.open("rb") as text:
            catalogue = read_po(text, locale="zh_Hans", abort_invalid=True)
        found[path.relative_to(PACKAGE)] = {
            (message.context or "", first(message.id)): first(message.string)
            for message in catalogue
            if message.id and not message.fuzzy
        }
    return found


def first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]
