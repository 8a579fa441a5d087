"""The home: closed folders, secrets made once, clear words when it cannot be used."""

import os
import stat
import subprocess
import sys

import pytest

from chengxin.ground.errors import WrongUse
from chengxin.site.home import Home
from tests.site.conftest import ROOT


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_are_closed_to_others(tmp_path):
    home = Home.from_env({"CHENGXIN_HOME": str(tmp_path / "deep" / "home")})
    for folder in (home.path, home.secrets, home.files, home.postgres, home.run, home.log):
        assert mode(folder) == 0o700


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(home):
    first = home.secret("seal")
    assert len(first) >= 32 and first == home.secret("seal")
    assert mode(home.secrets / "seal") == 0o600
    assert [path.name for path in home.secrets.iterdir()] == ["seal"]


def test_processes_asking_at_once_get_the_same_secret(home):
    code = "from chengxin.site.home import Home; print(Home.from_env().secret('seal'))"
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(6)]
    assert len({process.communicate()[0] for process in running}) == 1


@pytest.mark.parametrize("opened", [0o640, 0o604, 0o660])
def test_a_secret_others_may_read_is_refused(home, opened):
    home.secret("seal")
    (home.secrets / "seal").chmod(opened)
    with pytest.raises(WrongUse, match="能被其他账户读取"):
        home.secret("seal")


def test_a_link_in_place_of_a_secret_is_refused(home, tmp_path):
    (tmp_path / "elsewhere").write_text("x")
    (home.secrets / "seal").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WrongUse, match="无法读取"):
        home.secret("seal")


def test_a_home_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongUse, match="CHENGXIN_HOME"):
        Home.from_env({"CHENGXIN_HOME": str(tmp_path / "file" / "home")})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_home_of_another_account_is_refused(home):
    os.chown(home.secrets, 65534, 65534)
    with pytest.raises(WrongUse, match="nobody"):
        Home.from_env()


def test_a_home_has_one_name_whichever_way_it_is_reached(home, tmp_path):
    (tmp_path / "link").symlink_to(home.path)
    assert Home.from_env({"CHENGXIN_HOME": str(tmp_path / "link")}) == home
