"""Imports go down only, and the core stands without the framework."""

import subprocess
import sys
import textwrap

from house.source_tree import PACKAGE, ROOT

WITHOUT_DJANGO = """
    import importlib, pkgutil, sys

    class Uninstalled:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in {"django", "duckdb", "pyarrow", "axes", "csp"}:
                raise ModuleNotFoundError(name)

    sys.meta_path.insert(0, Uninstalled())
    import yipanqi.core
    names = [m.name for m in pkgutil.walk_packages(yipanqi.core.__path__, "yipanqi.core.")]
    for name in names:
        importlib.import_module(name)
    print(len(names))
"""

LINT = """
    from importlinter.cli import lint_imports_command
    lint_imports_command(["--config", "../pyproject.toml", "--no-cache"])
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "src",
    )


def test_import_contracts_are_kept():
    done = python(LINT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_core_stands_without_django():
    done = python(WITHOUT_DJANGO)
    assert done.returncode == 0, done.stderr
    modules = [p for p in (PACKAGE / "core").rglob("*.py") if p != PACKAGE / "core" / "__init__.py"]
    assert int(done.stdout) == len(modules)
