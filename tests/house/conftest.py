"""House tests examine the code itself; they need the models, never a database."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["reference"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """The tool that draws the reference pages, with Django's models ready."""
    module = _reference()
    module.set_up()
    return module


@pytest.fixture(scope="session")
def models(reference) -> list[type]:
    """Every model of our own rooms."""
    return reference.project_models()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the whole project."""
    return ROOT
