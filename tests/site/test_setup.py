"""The set-up: does nothing twice, starts anew after a kill, and knows its ways around a bare machine."""

import importlib.util
import subprocess
import sys

import pytest

from tests.site.conftest import ROOT


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """``tools/setup.py`` on a folder of its own, with every command it would run written down instead."""
    spec = importlib.util.spec_from_file_location("setup_tool", ROOT / "tools" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "LOCKS", {mode: tmp_path / f"{mode}.lock" for mode in ("runtime", "development")})
    for name in ("runtime.lock", "development.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "setup.py").write_text("")
    module.asked = []

    def make_environment():
        module.asked.append("environment")
        module.remove(module.VENV)
        module.PYTHON.parent.mkdir(parents=True)
        module.PYTHON.write_text("")

    monkeypatch.setattr(module, "make_environment", make_environment)
    monkeypatch.setattr(module, "usable", lambda: module.PYTHON.exists())
    monkeypatch.setattr(module, "pip", lambda *words: module.asked.append("-r" if "-r" in words else "-e"))
    return module


def asked(setup, *arguments):
    setup.asked.clear()
    assert setup.main(list(arguments)) == 0
    return list(setup.asked)


def test_the_second_time_there_is_nothing_to_do(setup):
    assert asked(setup, "runtime") == ["environment", "-r", "-e"]
    assert asked(setup, "runtime") == []
    assert asked(setup, "development") == ["-r", "-e"]
    assert asked(setup, "development") == [] and asked(setup, "runtime") == [], "a development environment will do for running"


def test_a_changed_lock_is_installed_again(setup):
    asked(setup, "runtime")
    setup.LOCKS["runtime"].write_text("newer")
    assert asked(setup, "runtime") == ["-r", "-e"]
    (setup.ROOT / "pyproject.toml").write_text("newer")
    assert asked(setup, "runtime") == ["-r", "-e"]


def test_after_a_kill_in_the_middle_it_starts_anew(setup, monkeypatch):
    def killed(*words):
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(setup, "pip", killed)
        assert setup.main(["runtime"]) == 130
    assert asked(setup, "runtime") == ["environment", "-r", "-e"]


def test_a_failing_installation_says_so(setup, monkeypatch, capsys):
    def fail(*words):
        raise setup.CannotSetUp("没有网络")

    monkeypatch.setattr(setup, "pip", fail)
    assert setup.main(["runtime"]) == 1
    assert "没有网络" in capsys.readouterr().err


def test_the_index_is_the_one_configured_for_pip(setup, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert setup.configured_index() == "https://mirror.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://nearer.example/simple")
    assert setup.configured_index() == "https://nearer.example/simple"


def test_the_locks_name_no_index_and_no_place_and_hash_everything():
    for name in ("runtime", "development"):
        text = (ROOT / "requirements" / f"{name}.lock").read_text()
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        entries = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert len(entries) > 30 and all(line.endswith("\\") for line in entries)


def test_the_tools_run_on_the_standard_library_alone():
    for tool in ("setup.py", "test_needs.py"):
        code = f"import runpy; runpy.run_path('tools/{tool}', run_name='loaded')"
        assert subprocess.run([sys.executable, "-S", "-I", "-c", code], cwd=ROOT).returncode == 0
