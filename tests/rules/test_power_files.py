"""Files of powers and procedures: nonsense is told in a sentence that says what would be right."""

import copy
import datetime as dt

import pytest
import yaml

from chengxin.ground.api import WrongUse
from chengxin.law import checking
from chengxin.law.procedures import FILE, procedure_faults, procedures

TERM = checking.DATA / "powers" / "publish-penalty.yaml"
LISTING = checking.DATA / "powers" / "lists" / "list-TQNMGGZ.yaml"
LIFELONG = checking.DATA / "powers" / "bans" / "ban-post-lifelong.yaml"
DISCLOSURE = checking.DATA / "powers" / "remedies" / "disclose-line.yaml"
MEASURE = checking.DATA / "powers" / "measures" / "measure-opinion-2025-1.yaml"


def of(path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def changed(path, *keys, to) -> dict:
    """A power's file with the value at ``keys`` changed, or taken out where ``to`` is None."""
    data = copy.deepcopy(of(path))
    at = data
    for key in keys[:-1]:
        at = at[key]
    if to is None:
        del at[keys[-1]]
    else:
        at[keys[-1]] = to
    return data


@pytest.fixture(scope="module")
def known():
    return checking.known()


def test_every_file_of_ours_is_sound():
    files = checking.power_files()
    assert len(files) > 50
    assert len({power["code"] for power in files.values()}) == len(files)
    assert {power["procedure"] for power in files.values()} == set(procedures())


@pytest.mark.parametrize(
    ("path", "keys", "to", "said"),
    [
        (TERM, ("exit",), None, "缺少 exit"),
        (TERM, ("colour",), "red", "没有 “colour” 这一项"),
        (TERM, ("kind",), "publicity", "没有种类“publicity”，是否指 publication"),
        (TERM, ("may_touch",), ["firm"], "没有主体类别“firm”"),
        (TERM, ("may_touch",), [], "应写明可及的主体类别"),
        (TERM, ("needs_items",), ["penalties"], "目录中没有条目“penalties”，是否指 penalty"),
        (TERM, ("least_facts",), -1, "应为 0 或者正整数"),
        (TERM, ("least_facts",), 0, "least_facts 至少为 1"),
        (TERM, ("held_by",), {"offices": ["taxes"]}, "没有职能“taxes”，是否指 tax"),
        (TERM, ("held_by",), {"offices": []}, "held_by: 应写作"),
        (TERM, ("held_by",), "everybody", "held_by: 应写作"),
        (TERM, ("measure",), "national-14", "措施清单中没有“national-14”"),
        (MEASURE, ("measure",), None, "清单之外不得采取"),
        (TERM, ("articles", 0), "ndrc-2018-425", "依据文件中没有“ndrc-2018-425”，是否指 ndrc-2018-424"),
        (TERM, ("articles", 1, "regimes"), ["2020"], "没有规则时期“2020”"),
        (TERM, ("regimes", 0, "articles"), ["ndrc-order-59"], "依据文件中没有“ndrc-order-59”"),
        (TERM, ("procedure",), None, "应写明程序"),
        (TERM, ("procedure",), "listings", "没有程序“listings”，是否指 listing"),
        (TERM, ("needs_steps",), ["notices"], "没有步骤“notices”，是否指 notice"),
        (TERM, ("needs_steps",), ["acceptance"], "程序 penalty-publication 中没有步骤 acceptance"),
        (TERM, ("needs_steps",), ["statement"], "statement 在程序 penalty-publication 中是可省略的步骤"),
        (TERM, ("person_steps",), ["statement"], "本权力不及于自然人"),
        (TERM, ("span",), "forever", "没有期限类别“forever”"),
        (TERM, ("regimes",), [], "期限由规则时期（regimes）和事实算出"),
        (TERM, ("in_force",), {"from": "2020"}, "in_force: 应写作"),
        (TERM, ("in_force",), {"from": dt.date(2020, 1, 2), "to": dt.date(2020, 1, 1)}, "to 早于 from"),
        (TERM, ("regimes", 1, "in_force", "from"), dt.date(2023, 4, 30), "规则时期 2019 和 2023 的日期重叠"),
        (TERM, ("regimes", 0, "classes"), None, "规则时期 2019: 缺少 classes"),
        (TERM, ("regimes", 0, "classes", 0, "severity"), "极严重", "等级 极严重 没有期限"),
        (TERM, ("regimes", 0, "classes", 0, "kind"), "罚款", "没有 “kind” 这一项"),
        (TERM, ("regimes", 0, "unit_classes"), ["极轻微"], "等级 极轻微 没有期限"),
        (TERM, ("regimes", 0, "terms", 0, "longest_months"), None, "应写最长月数"),
        (TERM, ("regimes", 0, "terms", 0, "repair_months"), 13, "不得超过最长月数"),
        (TERM, ("regimes", 0, "terms", 0, "repair_months"), -1, "月数应为非负整数"),
        (TERM, ("regimes", 0, "terms", 0, "counted_from"), "yesterday", "counted_from 没有“yesterday”"),
        (TERM, ("regimes", 0, "terms", 0, "colour"), "red", "没有 “colour” 这一项"),
        (LISTING, ("persons_by",), None, "及于自然人的，应以本人同意为步骤"),
        (LISTING, ("persons_by",), "sc-2020-49", "不在本权力的依据中"),
        (DISCLOSURE, ("person_steps",), [], "及于自然人的，应以本人同意为步骤"),
        (DISCLOSURE, ("articles",), [], "没有依据的权力不存在"),
        (LIFELONG, ("lifelong_by",), None, "应写明规定终身的条文"),
        (LIFELONG, ("lifelong_by",), "sc-2020-49", "不在本权力的依据中"),
    ],
)
def test_nonsense_in_a_power_is_told(known, path, keys, to, said):
    assert checking.power_faults(of(path), known) == []
    faults = checking.power_faults(changed(path, *keys, to=to), known)
    assert any(said in fault for fault in faults), faults


def test_nothing_is_loaded_where_a_file_is_wrong(tmp_path, monkeypatch):
    (tmp_path / "powers" / "deep").mkdir(parents=True)
    for name in ("measures.yaml", "offices.yaml"):
        (tmp_path / name).write_bytes((checking.DATA / name).read_bytes())
    (tmp_path / "powers" / "甲.yaml").write_bytes(TERM.read_bytes())
    (tmp_path / "powers" / "deep" / "乙.yaml").write_bytes(TERM.read_bytes())
    (tmp_path / "powers" / "丙.yaml").write_text("- [", encoding="utf-8")
    (tmp_path / "powers" / "丁.yaml").write_text("公示", encoding="utf-8")
    monkeypatch.setattr(checking, "DATA", tmp_path)
    with pytest.raises(WrongUse) as told:
        checking.power_files()
    assert told.value.code == "bad-definition"
    for said in ("丙.yaml：不是 UTF-8 编码的 YAML", "丁.yaml：应写 code", "代码 publish-penalty 已在"):
        assert said in str(told.value)


STEP = {"step": "notice", "name": "告知", "by": "机关", "source": "ours"}


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([{"step": "notice"}], "应写 step（代码）、name（名称）"),
        ([STEP | {"colour": "red"}], "没有 colour 这一项"),
        ([STEP | {"basis": "ndrc-0000"}], "依据文件中没有 ndrc-0000"),
        ([STEP | {"letter": "poem"}], "没有“poem”这种文书"),
        ([STEP | {"within": {"working_days": 5}}], "within: 应写作"),
        ([STEP | {"waits": {"working_days": 5, "months": 1, "from": "notice", "source": "ours"}}], "waits: 应写作"),
        ([STEP, STEP], "notice stands twice"),
        ([STEP | {"after": ["decision"]}], "notice follows decision"),
        ([STEP | {"within": {"working_days": 5, "from": "decision", "source": "ours"}}], "counts from decision"),
    ],
)
def test_nonsense_in_a_procedure_is_told(steps, said):
    faults = procedure_faults([{"code": "some", "name": "某程序", "steps": steps}])
    assert len(faults) == 1 and said in faults[0] and faults[0].startswith("some：")


def test_the_procedures_of_ours_are_sound():
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert procedure_faults(read) == []
    assert procedure_faults([*read, read[0]]) == ["penalty-publication：程序代码重复"]
    assert procedure_faults({"code": "some"}) == ["应是一个列表，每项以“- code: 代码”开头"]
    assert "应写 code、name" in procedure_faults([{"code": "some"}])[0]


@pytest.mark.parametrize("code", procedures())
@pytest.mark.parametrize("optional", [False, True])
def test_whoever_does_each_step_as_soon_as_it_may_be_done_keeps_every_limit(code, optional):
    table, done, on = procedures()[code].table, {}, dt.date(2026, 4, 23)  # before the holiday of May
    while not (place := table.stand(done, on=on)).finished:
        ready = [step for step in place.next if optional or not table.by_code[step].optional]
        assert ready or place.waiting, f"{code} stands still after {sorted(place.done)}"
        on = on if ready else on + dt.timedelta(days=1)
        done |= dict.fromkeys(ready, on)
        assert (place.overdue, place.late, place.too_early) == ((), (), ())
    assert place.late == place.too_early == ()
