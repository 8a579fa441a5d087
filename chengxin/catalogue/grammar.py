"""条目文法: how an item's YAML is written, and what is wrong with one: file, line, what, and how to mend it.

A district's engineer writes these files; all faults of a file are told at once.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from chengxin.catalogue import classes, codesets
from chengxin.ground.api import WrongUse, written

TYPES = {"name": "名称", "text": "文本", "number": "文号或编号", "code": "代码", "choice": "代码集取值", "date": "日期", "amount": "金额或数值"}
PUBLIC = ("plain", "text", "street", "organisations", None)
OPENNESS = ("社会公开", "政务共享", "授权查询")
SUBJECTS = ("法人及非法人组织", "个体工商户", "自然人")
ROLES = (
    "name", "subject_kind", "subject_code", "identity", "identity_kind", "document_number", "held_on", "organ_name", "organ_code",
    "kinds", "fine", "given_end", "remarks", "valid_from", "valid_to", "licence_kind", "procedure", "ended",
)  # fmt: skip
KEY_ROLES = {"organ": "organ_name", "document_number": "document_number", "subject": "subject_code", "list": "kinds"}
MARK = re.compile(r"^(S\d+(/S\d+)*|M|ours)$")
CODE = re.compile(r"^[a-z][a-z0-9_]{1,39}$")
ELEMENT_CODE = re.compile(r"^[A-Z][A-Za-z0-9_]{0,39}$")
# Never collected, whoever proposes it (天津市社会信用条例, 征信业管理条例; S2, S14).
FORBIDDEN = re.compile("宗教|信仰|基因|指纹|血型|疾病|病史|生物识别|人脸|虹膜")
# What explains and does not bind: bettering it makes no new version.
EXPLAINING = {"rule", "source", "example", "precision", "forms", "note"}

_ITEM = {"item", "name", "category", "nature", "power", "openness", "key", "retention", "basis", "subjects", "providers", "cycle", "publicity", "versions"}
_ITEM_MAY = {"resources", "act", "note", "source", "number_for_all", "favourable", "other_codes"}
_VERSION = {"version", "in_force_from", "roles", "elements"}
_VERSION_MAY = {"source", "forms", "note"}
_ELEMENT = {"code", "name", "type"}
_ELEMENT_MAY = {"mandatory", "mandatory_when", "length", "code_set", "personal", "public", "sealed", "unit", "openness", *EXPLAINING}

Place = tuple[str | int, ...]
Fault = tuple[Place, str]


class DefinitionError(WrongUse):
    """定义有误: a definition file cannot be read as one; the message names file, line and what would be right."""

    def __init__(self, path: Path | str, faults: list[str]) -> None:
        super().__init__(f"定义文件有误：{path}\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-definition", details=faults)


def binding(version: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a version that rows are read by."""
    kept = {key: value for key, value in version.items() if key not in EXPLAINING}
    return kept | {"elements": [{key: value for key, value in element.items() if key not in EXPLAINING} for element in version["elements"]]}


def load(path: Path) -> dict[str, Any]:
    """The data of an item's file. Raises DefinitionError with every fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(path, ["文件不是 UTF-8 编码，请在编辑器中另存为 UTF-8"]) from error
    return parsed(text, path, faults_of_item)


def parsed(text: str, where: Path | str, faults_of: Any) -> dict[str, Any]:
    """YAML ``text`` as data that ``faults_of`` finds sound. Raises DefinitionError; ``where`` names the file."""
    try:
        data = written.parsed(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day that is none; brackets without end
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行：" if mark else ""
        raise DefinitionError(where, [f"{line}不是有效的 YAML（{getattr(error, 'problem', None) or str(error)[:200]}）。检查缩进、引号和冒号后的空格"]) from error
    found = list(faults_of(data)) if isinstance(data, dict) else [((), "文件应是“键: 值”的形式，以 item: 条目代码 开头")]
    if found:
        tree = yaml.compose(text, Loader=written.LOADER)
        raise DefinitionError(where, [f"第 {_line(tree, place)} 行 {_told(place)}{message}" for place, message in found])
    return data


def faults_of_item(data: dict) -> Iterator[Fault]:
    """What is wrong with an item."""
    yield from _keys(data, (), _ITEM, _ITEM_MAY)
    if _ITEM - data.keys():
        return
    if not CODE.match(str(data["item"])):
        yield ("item",), "条目代码用小写字母、数字和下划线，以字母开头"
    if data["category"] not in classes.names():
        yield ("category",), f"“{data['category']}”不是国家基础目录的类别，可用：{'、'.join(classes.names())}"
    if data["nature"] not in ("adverse", "benign"):
        yield ("nature",), "性质应为 adverse（对主体不利）或 benign"
    if data["openness"] not in OPENNESS:
        yield ("openness",), f"公开范围应为：{'、'.join(OPENNESS)}"
    if data["nature"] == "benign" and data["power"] is not None:
        yield ("power",), "性质为 benign 的条目不需要权力，写 power: null"
    if data["nature"] == "adverse" and data["power"] is None and data["openness"] == "社会公开":
        yield ("openness",), "对主体不利的条目没有公示权力（power），不得社会公开；改为 政务共享，或写明权力代码"
    if not isinstance(data.get("number_for_all", False), bool):
        yield ("number_for_all",), "写 true 或者不写：文书号处所填的（如年度）人人相同，不算一号多主体"
    yield from _favourable(data)
    yield from _other_codes(data)
    yield from _listed(data, "subjects", SUBJECTS)
    yield from _listed(data, "key", tuple(KEY_ROLES))
    if not isinstance(data["basis"], list) or not data["basis"]:
        yield ("basis",), "至少写一条法律依据（依据文件代码，或 代码#条号）"
    yield from _facts(data)
    if not isinstance(data["versions"], list) or not data["versions"]:
        yield ("versions",), "至少有一个版本"
        return
    for number, version in enumerate(data["versions"]):
        yield from faults_of_version(version, ("versions", number), key=data["key"], public=data["openness"] == "社会公开", persons="自然人" in data["subjects"])
    names = [str(v.get("version")) for v in data["versions"] if isinstance(v, dict)]
    if len(set(names)) < len(names):
        yield ("versions",), "版本名重复"


def _favourable(data: dict) -> Iterator[Fault]:
    told = data.get("favourable", {})
    if not isinstance(told, dict) or not all(isinstance(values, list) and values and all(isinstance(one, str) for one in values) for values in told.values()):
        yield ("favourable",), "写作 {元素代码: [取值, …]}：取这些值的记录不算对主体不利"
        return
    if told and data["nature"] != "adverse":
        yield ("favourable",), "性质为 benign 的条目没有不利的记录，不写 favourable"
    yield from _unknown_elements(data, "favourable", told)


def _other_codes(data: dict) -> Iterator[Fault]:
    told = data.get("other_codes", [])
    if not isinstance(told, list) or not all(isinstance(code, str) for code in told):
        yield ("other_codes",), "写作 [元素代码, …]：没有统一社会信用代码的行，填了其中一项即可"
        return
    yield from _unknown_elements(data, "other_codes", told)


def _unknown_elements(data: dict, key: str, told: Iterable[object]) -> Iterator[Fault]:
    versions = data["versions"] if isinstance(data["versions"], list) else []
    known = {element.get("code") for version in versions if isinstance(version, dict) for element in version.get("elements") or () if isinstance(element, dict)}
    for code in sorted(str(code) for code in told if code not in known):
        yield (key,), f"没有代码为 {code} 的元素"


def _facts(data: dict) -> Iterator[Fault]:
    for key, needed in (("retention", "note"), ("cycle", "value")):
        value = data[key]
        if not isinstance(value, dict) or not value.get(needed) or not MARK.match(str(value.get("mark"))):
            also = "（可加 years: 年数）" if key == "retention" else ""
            yield (key,), f"应写作 {{{needed}: …, mark: 出处}}{also}，出处为 S加编号、M（凭记忆）或 ours（本平台设定）"
    if isinstance(data["cycle"], dict) and data["cycle"].get("value") not in codesets.code_set("UPDATE_FREQ"):
        yield ("cycle",), f"报送周期应为：{'、'.join(codesets.code_set('UPDATE_FREQ'))}"
    if not isinstance(data["providers"], dict) or not (data["providers"].get("offices") or data["providers"].get("rows")):
        yield ("providers",), "提供单位写作 {offices: [职能代码]}（见区情文件 offices）或 {rows: true}（每行写明机关）"
    if isinstance(data["publicity"], dict) and (data["publicity"].get("by") == "power") != (data["power"] is not None):
        yield ("publicity",), "写有 power 的条目 by: power，没有的 by: policy 或 none"
    if not isinstance(data["publicity"], dict) or data["publicity"].get("by") not in ("power", "policy", "none") or not data["publicity"].get("term"):
        yield ("publicity",), "公示期限写作 {by: power|policy|none, term: 说明, mark: 出处}"


def faults_of_version(version: Any, at: Place, *, key: Iterable[str], public: bool, persons: bool) -> Iterator[Fault]:
    """What is wrong with one version of an item with this ``key``."""
    if not isinstance(version, dict):
        yield at, "版本应是“键: 值”的形式"
        return
    yield from _keys(version, at, _VERSION, _VERSION_MAY)
    if _VERSION - version.keys():
        return
    if not isinstance(version["in_force_from"], dt.date):
        yield (*at, "in_force_from"), "生效日写作 YYYY-MM-DD，不加引号"
    if not isinstance(version["elements"], list) or not version["elements"]:
        yield (*at, "elements"), "至少有一个要素"
        return
    if shapeless := list(_faults_of_shape(version, at)):
        yield from shapeless
        return
    codes: list[str] = []
    for number, element in enumerate(version["elements"]):
        yield from _faults_of_element(element, (*at, "elements", number), public=public)
        if isinstance(element, dict):
            codes.append(str(element.get("code")))
    for twice in sorted({code for code in codes if codes.count(code) > 1}):
        yield (*at, "elements"), f"要素代码 {twice} 出现了不止一次"
    yield from _faults_of_roles(version, at, codes, key=key, persons=persons)
    for code, form in (version.get("forms") or {}).items():
        stray = sorted(set(form.get("elements", ())) - set(codes))
        if stray or not form.get("name") or not form.get("elements") or not MARK.match(str(form.get("source"))):
            yield (*at, "forms", code), f"表式要有 name、source 和 elements，且只列本版已有的要素{'；没有：' + '、'.join(stray) if stray else ''}"
    for number, element in enumerate(version["elements"]):
        when = element.get("mandatory_when") if isinstance(element, dict) else None
        if when is not None and not (isinstance(when, dict) and when.get("element") in codes and (when.get("is") or when.get("is_not")) and MARK.match(str(when.get("mark")))):
            yield (*at, "elements", number, "mandatory_when"), "写作 {element: 另一要素代码, is: [值] 或 is_not: [值], mark: 出处}"


def _faults_of_shape(version: dict, at: Place) -> Iterator[Fault]:
    """Where a list or pairs stand and a word should, or the other way round; the rest is looked at only after that."""
    forms, roles = version.get("forms", {}), version["roles"]
    sound = isinstance(forms, dict) and all(isinstance(form, dict) and _words(form.get("elements")) for form in forms.values())
    if not sound:
        yield (*at, "forms"), "表式写作 代码: {name: 名称, source: 出处, elements: [要素代码]}"
    words: list[tuple[Place, Any]] = [((*at, "roles", role), code) for role, code in roles.items()] if isinstance(roles, dict) else []
    for number, element in enumerate(version["elements"]):
        if isinstance(element, dict):
            place = (*at, "elements", number)
            words += [((*place, key), element[key]) for key in ("code", "name", "type", "public", "openness", "code_set", "unit", "source", *EXPLAINING) if key in element]
            yield from (((*place, key), f"没有就不写，要写就写明；{key} 不能空着") for key in ("mandatory", "length", "mandatory_when") if key in element and element[key] is None)
            yield from (((*place, key), "写 true，或者不写") for key in ("personal", "sealed") if not isinstance(element.get(key, False), bool))
    yield from ((place, "应是一个词，不是空的、清单或键值") for place, word in words if word is None or isinstance(word, list | dict))
    if isinstance(version["version"], list | dict) or version["version"] in (None, ""):
        yield (*at, "version"), "版本名应是一个词"


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _faults_of_roles(version: dict, at: Place, codes: list[str], *, key: Iterable[str], persons: bool) -> Iterator[Fault]:
    roles = version["roles"]
    if not isinstance(roles, dict):
        yield (*at, "roles"), "角色写作“角色: 要素代码”"
        return
    for role, code in roles.items():
        if role not in ROLES:
            yield (*at, "roles", role), f"没有这个角色，可用：{'、'.join(ROLES)}"
        elif code not in codes:
            yield (*at, "roles", role), f"指向的要素 {code} 不在本版要素中"
    needed = {"name", "subject_code"} | {KEY_ROLES[part] for part in key if part in KEY_ROLES and part != "organ"}
    if persons:
        needed |= {"subject_kind", "identity", "identity_kind"}
    for role in sorted(needed - roles.keys()):
        yield (*at, "roles"), f"缺少角色 {role}"
    sealed = {e["code"] for e in version["elements"] if isinstance(e, dict) and e.get("sealed")}
    if roles.get("identity") in codes and roles["identity"] not in sealed:
        yield (*at, "roles", "identity"), "证件号码的要素要写 personal: true 和 sealed: true"


def _faults_of_element(element: Any, at: Place, *, public: bool) -> Iterator[Fault]:
    if not isinstance(element, dict):
        yield at, "要素应是“键: 值”的形式"
        return
    yield from _keys(element, at, _ELEMENT, _ELEMENT_MAY)
    if _ELEMENT - element.keys():
        return
    if not ELEMENT_CODE.match(str(element["code"])):
        yield (*at, "code"), "要素代码用大写字母开头，只含字母、数字和下划线"
    if FORBIDDEN.search(str(element["name"])):
        yield (*at, "name"), f"“{element['name']}”属于法律禁止归集的内容（宗教、基因、指纹、血型、疾病和生物识别），不得列入目录"
    if element["type"] not in TYPES:
        yield (*at, "type"), f"类型“{element['type']}”未知，可用：{'、'.join(f'{k}（{v}）' for k, v in TYPES.items())}"
    if element.get("public") not in PUBLIC:
        yield (*at, "public"), f"公开方式“{element['public']}”未知，可用：plain、text、street、organisations；不公开则不写"
    if element.get("openness") not in (None, *OPENNESS):
        yield (*at, "openness"), f"公开范围应为：{'、'.join(OPENNESS)}"
    if element.get("openness") == "社会公开" and not element.get("public"):
        yield (*at, "openness"), "要素社会公开的，要写公开方式 public"
    if element.get("public") and not public:
        yield (*at, "public"), "条目不是社会公开，要素不得写公开方式"
    if element.get("sealed") and (not element.get("personal") or element.get("public")):
        yield (*at, "sealed"), "加密存储的要素必须是个人信息（personal: true），且不公开"
    if element.get("personal") and element.get("public") not in (None, "organisations"):
        yield (*at, "public"), "个人信息不公开；法定代表人姓名用 organisations"
    name = element.get("code_set")
    if name is not None and name not in codesets.FORMATS and not codesets.known(name):
        yield (*at, "code_set"), f"没有代码集 {name}"
    for key, wanted in (("mandatory", "{mark: 出处}"), ("length", "{most: 数, mark: 出处}")):
        value = element.get(key)
        if value is not None and not (isinstance(value, dict) and MARK.match(str(value.get("mark"))) and (key != "length" or isinstance(value.get("most"), int))):
            yield (*at, key), f"写作 {key}: {wanted}，出处为 S加编号、M 或 ours"
    if "source" in element and not MARK.match(str(element["source"])):
        yield (*at, "source"), "出处为 S加编号、M 或 ours"


def _keys(data: dict, at: Place, needed: set[str], may: set[str]) -> Iterator[Fault]:
    for key in sorted(needed - data.keys()):
        yield at, f"缺少 {key}:"
    for key in sorted(str(key) for key in data.keys() - needed - may):
        yield (*at, key), f"没有 {key} 这一项，可用：{'、'.join(sorted(needed | may))}"


def _listed(data: dict, key: str, allowed: tuple[str, ...]) -> Iterator[Fault]:
    value = data[key]
    if not isinstance(value, list) or not value or set(value) - set(allowed):
        yield (key,), f"应为清单，取自：{'、'.join(allowed)}"


def _told(place: Place) -> str:
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    return f"{words}：" if words else ""


def _line(node: Any, place: Place) -> int:
    """The line on which the nearest written part of ``place`` stands."""
    if node is None:
        return 1  # an empty text
    line = node.start_mark.line + 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
