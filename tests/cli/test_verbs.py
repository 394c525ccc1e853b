"""The command as a process: exit codes, refusals in one sentence, nothing but Chinese."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder with the small town in it, built by a process of its own."""
    folder = tmp_path_factory.mktemp("cli")
    script = (
        "import sys; sys.path[:0] = ['tests', 'src']; import django; django.setup();"
        "from django.core.management import call_command;"
        "call_command('migrate', verbosity=0, run_syncdb=True);"
        "from city import city; city();"
        "from yipanqi.apps.results.scoring.actions import seed_schemes;"
        "from yipanqi.core.scope import Viewer; seed_schemes(viewer=Viewer.system('test'))"
    )
    run_python(folder, "-c", script, check=True)
    return folder


def run_python(home: Path, *words: str, check: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {
        k: v for k, v in os.environ.items() if k not in {"YIPANQI_DATABASE", "DJANGO_DEBUG"}
    } | {
        "YIPANQI_DATA": str(home),
        "DJANGO_SETTINGS_MODULE": "yipanqi.settings.local",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=check,
    )  # fmt: skip


def verb(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run_python(home, "-m", "yipanqi.cli", *words)


def test_an_empty_folder_is_refused_with_the_next_step(tmp_path):
    done = verb(tmp_path, "verify")
    assert done.returncode == 2
    assert done.stderr.startswith("未办理：数据目录中还没有城市数据")
    assert "Traceback" not in done.stderr


def test_a_refusal_is_one_sentence_and_exit_code_two(home):
    done = verb(home, "freeze", "2024-04")
    assert done.returncode == 2
    assert done.stderr == "未办理：2024年3月 尚未封账，2024年4月 不能先封账。请先完成上月封账。\n"
    odd = verb(home, "freeze", "2024-13")
    assert odd.returncode == 2
    assert odd.stderr.startswith("未办理：")
    assert len(odd.stderr.splitlines()) == 1


def test_freeze_score_verify_and_a_flipped_byte(home):
    frozen = verb(home, "freeze", "2024-03")
    assert frozen.returncode == 0, frozen.stderr
    assert frozen.stdout.startswith("已封账 2024-03/r1")
    scored = verb(home, "score", "2024-03")
    assert scored.returncode == 0, scored.stderr
    assert "东山区" in scored.stdout
    assert verb(home, "verify", "2024-03").returncode == 0
    path = next(home.glob("snapshots/2024-03-*/project_months.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    found = verb(home, "verify", "2024-03")
    assert found.returncode == 1
    assert "不符：2024-03/r1 project_months" in found.stdout
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert verb(home, "verify").returncode == 0
