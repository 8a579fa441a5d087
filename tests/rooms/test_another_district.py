"""Another district file: what names have in common is another, and names on file are searched by it after the next migration."""

from pathlib import Path

from django.conf import settings
from django.test import override_settings

from chengxin.ground import names
from chengxin.site import migrate
from chengxin.subjects import api as subjects
from tests.district import penalty_row


def grams(district) -> dict[str, list[int]]:
    return dict(district.rows("SELECT name, grams FROM subjects_name WHERE NOT from_register ORDER BY name"))


def test_names_on_file_are_indexed_again_when_the_district_is_another(district, tmp_path):
    district.collect(penalty_row(CF_XDR_MC="天津市北运宏达商贸有限公司"))
    district.publish("2026-06-10")
    before = grams(district)
    text = Path(settings.DISTRICT_FILE).read_text(encoding="utf-8")
    other = tmp_path / "district.yaml"
    other.write_text(text.replace("name: 河北区", "name: 玄武区", 1).replace("full_name: 天津市河北区", "full_name: 江苏省南京市玄武区", 1), encoding="utf-8")
    with district.side("owner"), override_settings(DISTRICT_FILE=str(other)):
        migrate._load_functions()
        after = grams(district)
        (name,) = before
        assert district.value("SELECT ground_common_pairs()")[:2] == ["南京", "京市"]
        pair = names.PAIRS + (ord("天") * names._FACTOR + ord("津")) % names._SPAN
        assert pair in after[name] and pair not in before[name], "天津 tells names apart now"
        assert district.value("SELECT grams FROM publicity_directory") == after[name]
        assert [found.name for found in subjects.search("天津市北运")[1]] == [name]
    with district.side("owner"):
        migrate._load_functions()
    assert grams(district) == before
