"""Rules of the house that no linter knows (CONTRIBUTING.md says why each is there)."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from house.source_tree import PACKAGE, ROOT, calls, dotted, modules, places, tracked

LINES_AT_MOST = 400
CLOCK_READINGS = (
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "timezone.now",
    "timezone.localdate",
    "time.time",
)
MONEY_MODULES = ("core", "apps")

Rule = Callable[[Path, ast.Module], Iterator[ast.AST]]


def builtin_round(_path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """Half to even on binary floats: neither statistics nor scoring rounds like that."""
    return (call for call in calls(tree) if dotted(call.func) == "round")


def quantize_elsewhere(path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """Rounding names its rule, in one module."""
    if path == Path("core/rounding.py"):
        return iter(())
    return (call for call in calls(tree) if dotted(call.func).endswith(".quantize"))


def clock_elsewhere(path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """One clock: the city's date and the real instant are different things."""
    if path == Path("infra/clock.py"):
        return iter(())
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and any(f".{dotted(node)}".endswith(f".{reading}") for reading in CLOCK_READINGS)
    )


def manager_in_views(path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """A page asks ``queries``, which take the viewer; it never asks a table."""
    if not is_view(path):
        return iter(())
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    )


def is_view(path: Path) -> bool:
    return path.name == "views.py" or "views" in path.parts[:-1]


def http_in_actions(path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """A verb serves the page, the command line and the import alike."""
    if path.name != "actions.py" and "actions" not in path.parts[:-1]:
        return iter(())
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.http", "django.shortcuts"))
    )


def float_for_money(path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """Money is whole yuan, points and rates are Decimal; a float has no place between them."""
    if path.parts[0] not in MONEY_MODULES:
        return iter(())
    return (call for call in calls(tree) if dotted(call.func) == "float")


def decimal_fields(_path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """SQLite keeps a DecimalField as a float and sums it as one."""
    return (
        call
        for call in calls(tree)
        if dotted(call.func) in {"models.DecimalField", "models.FloatField"}
    )


def cascading_keys(_path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """Nothing is deleted, so nothing falls with what it points at."""
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node) == "models.CASCADE"
    )


def generic_keys(_path: Path, tree: ast.Module) -> Iterator[ast.AST]:
    """Arrows point from the special to the general, by name."""
    return (
        call
        for call in calls(tree)
        if dotted(call.func).split(".")[-1] in {"GenericForeignKey", "GenericRelation"}
    )


RULES: list[Rule] = [
    builtin_round,
    quantize_elsewhere,
    clock_elsewhere,
    manager_in_views,
    http_in_actions,
    float_for_money,
    decimal_fields,
    cascading_keys,
    generic_keys,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds_everywhere(rule: Rule):
    broken = ((path, node) for path, tree in modules().items() for node in rule(path, tree))
    assert places(broken) == [], rule.__doc__


BAD = {
    builtin_round: ("core/x.py", "y = round(2.5)"),
    quantize_elsewhere: ("core/x.py", "y = d.quantize(q)"),
    clock_elsewhere: ("apps/x/actions.py", "from datetime import datetime\ny = datetime.now(z)"),
    manager_in_views: ("apps/x/views.py", "rows = Project.objects.all()"),
    http_in_actions: ("apps/x/actions/y.py", "from django.http import Http404"),
    float_for_money: ("core/x.py", "y = float(yuan)"),
    decimal_fields: ("apps/x/models.py", "y = models.DecimalField()"),
    cascading_keys: ("apps/x/models.py", "y = models.ForeignKey(X, models.CASCADE)"),
    generic_keys: ("apps/x/models.py", "y = GenericForeignKey()"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_sees_what_it_forbids(rule: Rule):
    path, code = BAD[rule]
    assert list(rule(Path(path), ast.parse(code)))


def test_no_module_is_too_long_to_read():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix == ".py" or path.name in {"run", "test", "yipanqi"}
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_AT_MOST
    }
    assert long == {}


def test_every_app_is_installed():
    from django.conf import settings

    stations = {path.parent.name for path in (PACKAGE / "apps").glob("*/*/apps.py")}
    assert stations == {
        name.rpartition(".")[2] for name in settings.INSTALLED_APPS if ".apps." in name
    }
