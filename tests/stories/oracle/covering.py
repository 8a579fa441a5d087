"""What of a text the public may read (rulings 16, 28, 134, 450), once more."""

import re
import unicodedata

from tests.stories.oracle.numbers import is_card, is_credit_code, is_identity, is_of_register, is_old_identity

_STREETS = ("街道", "大街", "公路", "大道", "道", "路", "街", "胡同", "巷", "镇", "乡")
_ESTATES = tuple("小区|社区|新村|家园|花园|公寓|大厦|大楼|广场|市场|商城|家属院|大院|宿舍|平房|公馆|新城|里|村|苑|园|庄|坊|庭|轩|阁|湾|墅|邸".split("|"))
_NUMBERED = tuple("大街 街 大道 道 公路 路 马路 条胡同 胡同 条 经路 纬路 巷".split())
_BETWEEN = r"[\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff‐‑‒–—―−－·・•‧∙⋅●．._/／～~、,，()（）〔〕\[\]\-]{0,4}"
# After NFKC, and without the marks of a list.
_WITHIN = r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff‐‑‒–—―−·・•‧∙⋅●._/~()〔〕\[\]\-]{0,4}"
_DAY = r"(?:19|20)[0-9]{2}(?:[-./‐‑‒–—―−][01]?[0-9][-./‐‑‒–—―−][0-3]?[0-9]|[01][0-9][0-3][0-9])"


def to_street(address: str) -> str:
    """An address as far as the first word for a street, or for an estate, before its house; else as far as the house; nothing where there is none."""
    head = address[: _house_at(address)]
    for words in (_STREETS, _ESTATES):
        ends = [(head.find(word), -len(word)) for word in words if word in head]
        if ends:
            at, length = min(ends)
            return head[: at - length]
    return head.rstrip(" \t\n\u3000（(〔[、，,：:-") if head != address else ""


def _house_at(address: str) -> int:
    """Where the house of an address begins, which is no number of a street; its end where there is none."""
    plain = half_width(address)
    for at, letter in enumerate(plain):
        rest = plain[at:]
        if letter in "0123456789":
            behind = rest.lstrip("0123456789")
            if not behind.startswith(_NUMBERED) and not behind.removeprefix("号").startswith(_NUMBERED):
                return at
        elif letter in _HAN_FIGURES:
            behind = rest.lstrip(_HAN_FIGURES)
            if behind.startswith(tuple("弄 栋 幢 楼 单元 门 层 室 排".split())) or (behind.startswith("号") and not behind[1:].startswith(("路", "大街", "街", "道", "巷"))):
                return at
        elif letter.isascii() and letter.isalpha() and re.match("[座栋幢区楼]|[-‐‑‒–—―－]?[0-9]", rest[1:]):
            return at
    return len(address)


def half_width(text: str) -> str:
    """Full-width figures and letters as half-width ones, a character each."""
    return "".join(unicodedata.normalize("NFKC", letter) if "０" <= letter <= "ｚ" else letter for letter in text)


def identities_covered(text: str) -> str:
    """Identity numbers covered, however they are written (451)."""
    plain, told = half_width(text), list(text)
    for run in re.finditer(rf"[0-9](?:{_BETWEEN}[0-9]){{16,}}(?:{_BETWEEN}[Xx])?", plain):
        places = [place for place in range(*run.span()) if plain[place] in "0123456789Xx"]
        start = 0
        while start + 18 <= len(places):
            window = places[start : start + 18]
            inside = start and places[start - 1] == window[0] - 1
            listed = (inside or plain[window[6]] + plain[window[7]] not in ("18", "19", "20")) and re.search("[、,，~～]", plain[window[0] : window[-1]])
            if is_identity("".join(plain[place] for place in window)) and not listed:
                for place in window[1:-1]:
                    told[place] = "*"
                start += 18
            else:
                start += 1
    return "".join(told)


_GAP = r"[\s\u200b-\u200d\u2060\ufeff‐‑‒–—―\-]"
_CARD = re.compile(
    rf"(?<![0-9A-Za-z])([3-9][0-9]{{15,18}}|(?!20)[2-9][0-9]{{3}}(?:{_GAP}{{1,2}}[0-9]{{4}}){{3}}(?:{_GAP}{{1,2}}[0-9]{{1,3}})?|[3-9][0-9]{{5}}{_GAP}{{1,2}}[0-9]{{10,13}})(?![0-9A-Za-z])"
)
_OLD = re.compile(rf"(?<![0-9A-Za-z])[0-9]{{6}}{_GAP}{{0,2}}[3-9][0-9]{{5}}{_GAP}{{0,2}}[0-9]{{3}}(?![0-9A-Za-z])")


def _starred(told: list[str], found: re.Match[str], front: int, behind: int) -> None:
    places = [place for place in range(*found.span()) if found.string[place] in "0123456789"]
    for place in places[front : len(places) - behind]:
        told[place] = "*"


def accounts_covered(text: str, itself: bool) -> str:
    """Numbers of bank cards, and identity numbers of fifteen figures (550)."""
    plain, told = half_width(text), list(text)
    for found in _CARD.finditer(plain):
        written = found.group()
        figures = re.sub("[^0-9]", "", written)
        fours = bool(re.match("[0-9]{4}[^0-9]", written)) and not re.search(r"[‐‑‒–—―\-]", written)
        if is_card(figures, any_issuer=fours) or (fours and is_card(figures[:16], any_issuer=True)):
            _starred(told, found, 0, 4)
    plain = half_width("".join(told))
    for found in _OLD.finditer(plain):
        figures = re.sub("[^0-9]", "", found.group())
        if not is_old_identity(figures):
            continue
        before = plain[: found.start()]
        if re.search("(身份|证件)[^0-9。；，,;]{0,8}$", before) or not (
            re.search("(注册|登记|识别|税|执照)[^0-9。；，,;]{0,8}$", before) or (itself and figures == plain and is_of_register(figures))
        ):
            _starred(told, found, 1, 1)
    return "".join(told)


def covered(text: str) -> str:
    """Mobile numbers too."""
    told = list(accounts_covered(identities_covered(text), False))
    plain = "".join(half_width(letter) for letter in told)
    for found in re.finditer(r"(?<![0-9])0{0,2}(?:86)?(1[3-9][0-9]{9})(?![0-9])", plain):
        for place in range(found.start(1) + 3, found.end(1) - 4):
            told[place] = "*"
    return "".join(told)


_HAN_FIGURES = "零〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾"
_PLACES = "街道|大街|公路|大道|道(?!路(?:运输|交通|客运|货运|经营|旅客|货物|危险|施工|管理|安全|条例))|(?<!道)路|路(?!运输|交通|客运|货运|经营|旅客|货物|危险|施工|管理|安全|条例)|街|胡同|巷|镇|乡|里|村|苑|园|庄|坊|小区|社区|公寓|大厦|广场|市场(?!监督|监管|主体|秩序|价格|准入)|商城|庭|轩|阁|湾|墅|邸|公馆|新城|宿舍|平房|大院|家属院"
_UNITS = "号(?!文|令|窗口|公告|机)|弄|栋|幢|楼|座|单元|门|层|室|排|#|＃"
_FIGURES, _WORDS, _LETTERS, _DASH, _BLANK = "0-9０-９", _HAN_FIGURES, "A-Za-zＡ-Ｚａ-ｚ", r"‐‑‒–—―－−~～\-", r"[\s\u3000]?"
_COUNTED = r"[\s\u3000]?(?:[年月日时点分秒元万千米厘毫斤克吨升人名次个件条款项倍岁天%％㎡箱张瓶桶袋盒包台辆只支块把套批筐份间棵株组双头匹碗杯盘串根片卷册本页桌趟遍堆捆罐听板粒颗枚]|公[里斤分]|立方|平(?!房)|周(?!围|边)|家(?![中里内])|位(?![于置])|场(?!所)|车(?![库位棚])|摊(?!位)|[kKcCmM]?[gGmM](?![A-Za-z]))"
_YEAR = rf"(?!(?:19|20)[0-9]{{2}}(?:[{_DASH}./]|年))"
_NUMBER = rf"(?:(?:[{_LETTERS}][{_DASH}]?)?[{_FIGURES}]+[{_LETTERS}]?|[{_WORDS}]+)"
_FURTHER = (
    rf"(?:{_BLANK}[{_FIGURES}{_LETTERS}{_WORDS}之附增甲乙丙丁东西南北{_DASH}]*(?:号|弄|栋|幢|楼|座|单元|门|层|室|院|户|底商|商铺|铺|摊位|排|#|＃)"
    rf"|[、,，]{_BLANK}[{_FIGURES}{_WORDS}]+(?:号楼|号|弄|栋|幢|楼|座|单元|门(?![店口面诊头前])|层|室|院))*"
    rf"(?:{_BLANK}[{_DASH}]?{_YEAR}(?:[{_LETTERS}]?[{_FIGURES}]+(?:[{_DASH}][{_FIGURES}]+)*|[{_WORDS}]{{2,}})"
    rf"(?![{_FIGURES}{_WORDS}.．余多]|[{_DASH}][{_FIGURES}]|[,，][0-9]{{3}}|{_COUNTED}))?"
)
_PLACED = re.compile(
    rf"((?:{_PLACES})[^，。；：、,;:()（）〔〕《》“”\s{_FIGURES}{_LETTERS}{_WORDS}*]{{0,10}}(?:[（(][^（()）{_FIGURES}]{{0,8}}[）)])?[\s，,]{{0,2}}"
    rf"(?<![字决罚许准文令告公规则法例办》]第)(?<!证号)(?<!编号)(?<!号码)(?<!电话))"
    rf"(?:{_YEAR}{_NUMBER}(?:[{_DASH}之][{_FIGURES}]+[{_LETTERS}]?)*(?:[、,，和及]{_BLANK}{_NUMBER})*{_BLANK}(?:{_UNITS})"
    rf"|[{_LETTERS}](?:座|栋|幢|区|楼|号楼|单元)"
    rf"|{_YEAR}[{_FIGURES}]{{1,5}}(?:[{_DASH}][{_FIGURES}]{{1,5}})+(?![{_DASH}]?[{_FIGURES}]|{_COUNTED}))" + _FURTHER
)
_NEAR = re.compile(
    rf"((?:{_PLACES}|城|都|(?<!政)府|中心|大楼|商厦|天下){_BLANK}[（(：:]?)"
    rf"(?:[{_LETTERS}][{_DASH}][{_FIGURES}]{{1,4}}|{_YEAR}[{_FIGURES}]{{1,4}}(?:[{_DASH}][{_FIGURES}]{{1,4}})+|[{_FIGURES}]{{1,3}}(?:号楼|栋|幢))"
    rf"(?![{_FIGURES}{_LETTERS}]|[{_DASH}][{_FIGURES}]|{_COUNTED})" + _FURTHER
)
_NUMBERS_OF_ELSE = "证号 编号 型号 号码 电话 规格 比例".split()
_ANYWHERE = re.compile(
    rf"(?<![{_FIGURES}{_LETTERS}{_WORDS}.．*/／{_DASH}第月])"
    + "".join(f"(?<!{word})(?<!{word}[：:])" for word in _NUMBERS_OF_ELSE)
    + rf"(?:[{_FIGURES}]{{1,3}}{_BLANK}[{_DASH}/／]{_BLANK}[{_FIGURES}]{{1,2}}{_BLANK}[{_DASH}/／]{_BLANK}(?!(?:19|20)[0-9]{{2}}(?![{_FIGURES}]))[{_FIGURES}]{{3,4}}"
    rf"(?![{_FIGURES}]|{_BLANK}[{_DASH}./／]{_BLANK}[{_FIGURES}]|{_COUNTED})"
    rf"|(?:[{_FIGURES}]{{1,4}}[{_LETTERS}]?|[{_WORDS}]{{1,3}})(?:号楼|栋|幢|号院|座|号)[、,，]?{_BLANK}(?:[{_FIGURES}]{{1,3}}|[{_WORDS}]{{1,3}})"
    rf"(?:门(?![店口面诊头前])|单元|栋|幢|层|楼)"
    rf"|[{_FIGURES}]{{1,2}}(?:门|单元|层|楼)[{_FIGURES}]{{3,4}}(?![{_FIGURES}]|{_COUNTED})|[{_FIGURES}]{{3,4}}室|[{_FIGURES}]{{1,3}}号楼)" + _FURTHER
)


_HAN = "一-鿿㐀-䶿〇\U00020000-\U000323af"
_POINTS = "·•‧・.．∙⋅●"
_NO_NAMES = set(
    "无 暂无 没有 不详 未知 同上 本人 个体工商户 个体户 身份证 经营者 负责人 法定代表人 业主 投资人 当事人 个人 家庭 家庭经营 个人经营 附件 见附件 详见附件 万元".split()
)


def names_of(cell: str) -> set[str]:
    """The persons that a cell names."""
    told = set()
    whole = re.fullmatch(r"\s*[（(]([^（）()]*)[）)]\s*", cell)
    for part in re.split("[、,，;；/／|&＆\n\r\t]+", re.sub("[（(〔【\\[][^）)〕】]*[\\])）〕】]", "、", whole[1] if whole else cell)):
        said = re.sub(r"^\s*(?:姓名|投资人|经营者|负责人|法定代表人|业主)[:：]?", "", part).strip()
        if re.match(f"[{_HAN}]", said):  # then what else is told of the person
            said = re.sub(r"\s*(?:[0-9０-９]{7}.*|身份证.*|\s(?:[男女]|[0-9０-９].*))$", "", said)
            said = re.sub(rf"(?:\s*(?:先生|女士|同志|等[0-9一二三四五六七八九十]{{0,3}}人?|经营者|负责人|法定代表人|业主|投资人|[。{_POINTS}]))+$", "", said)
        words = said.split()
        if re.fullmatch(rf"[{_HAN}][{_HAN}{_POINTS}\s]*", said):
            told |= {"".join(words), *(words if len(words) > 1 and all(len(word) > 1 for word in words) else [])}
        elif re.fullmatch("[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.· -]{2,59}", said):
            told.add(said)
    return {name for name in told if len(name) > 1 and name not in _NO_NAMES and not re.search("公司|合伙|事务所|护照|通行证", name)}


def without_names(text: str, names: list[str], kept: str) -> str:
    """A text without these persons' names (28), save where the business itself is called so."""
    for name in names:
        if re.search("[A-Za-z]", name):
            looks = r"(?i)(?<![A-Za-z])" + r"\s+".join(re.escape(word) for word in name.split()) + "(?![A-Za-z])"
        else:
            looks = r"[\s\u200b-\u200d\u2060\ufeff]{0,4}".join(f"[{_POINTS}]?" if letter in _POINTS else letter for letter in name.rstrip(_POINTS))
        parts = text.split(kept) if kept and name in kept else [text]
        text = (kept or "").join(re.sub(looks, lambda found: found.group()[0] + "*" * (len(found.group()) - 1), part) for part in parts)
    return text


def of_shop(text: str, leaders: list[str], called: list[str]) -> str:
    """A text about an individual business without houses and without who leads it, save in what the business is called."""
    for name in sorted(called, key=len, reverse=True):
        if name in text and without_names(without_houses(name), leaders, "") != name:
            rest = [one for one in called if one != name]
            return name.join(of_shop(part, leaders, rest) for part in text.split(name))
    return without_names(without_houses(text), leaders, "")


def number_covered(text: str) -> str:
    """A field that is itself a number: a telephone only behind a word for one."""
    told = accounts_covered(identities_covered(text), True)
    word = re.search("(?i)电话|手机|联系|tel", told)
    return told[: word.end()] + covered(told[word.end() :]) if word else told


def without_houses(text: str) -> str:
    """A text about an individual business, of its addresses only what comes before the house (28)."""
    return _ANYWHERE.sub("***", _NEAR.sub(r"\1***", _PLACED.sub(r"\1***", text)))


def doubtful(text: str) -> bool:
    """Whether a covered text still looks as if it held a natural person's data."""
    plain = unicodedata.normalize("NFKC", text)
    for token in re.findall(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])", plain):
        if is_credit_code(token.upper()):
            plain = plain.replace(token, "_")
    numbers = re.sub(r"[\[(〔](19|20)[0-9]{2}[\])〕]", ";", plain.upper())
    numbers = re.sub(r"(?<![0-9.])[0-9]{1,9}[.][0-9]{1,2}(?![0-9.])", ";", numbers)
    long = re.search(
        r"(?<![0-9*])([1-9][0-9]{5}[、,]\s?(19|20)[0-9]{2}[、,]?(0[1-9]|1[0-2])[、,]?[0-3][0-9][、,]\s?[0-9]{3}[0-9X]|62[0-9]{2}([、,]\s?[0-9]{4}){3})(?![0-9*])", numbers
    )
    for run in re.finditer(rf"(?<![0-9*])[0-9](?:{_WITHIN}[0-9]){{10,}}(?:{_WITHIN}X)?(?![0-9*])", numbers):
        undated = re.sub(rf"(?:{_WITHIN}(?<![0-9]){_DAY})+$", "", re.sub(rf"^(?:{_DAY}(?![0-9]){_WITHIN})+", "", run.group()))
        figures = re.sub("[^0-9X]", "", undated)
        numbered = re.search("[字第] ?$", numbers[: run.start()]) and re.match(" ?号", numbers[run.end() :])
        long = long or len(figures) >= 15 or (re.fullmatch("(86|0)?1[3-9][0-9]{9}", figures) and not numbered)
    between, dashes = r"[\s·._/\-]", r"‐‑‒–—―−\-"
    mobile = re.search(rf"(?<![0-9*])1[3-9][0-9](?:{between}[0-9]{{4}}{between}?[0-9]{{4}}|[0-9]{{4}}{between}[0-9]{{4}})(?![0-9*])", plain)
    fixed = re.search(
        rf"((?<![0-9*])\(?0[1-9][0-9]{{1,2}}[) {dashes}]{{0,4}}[0-9]{{7,8}}|(电话|手机|联系方式)[^0-9。；*]{{0,6}}[0-9]{{3,4}}[\s{dashes}]{{0,2}}[0-9]{{4}})(?![0-9*])", plain
    )
    dwelling = re.search(r"(住址|住所|家住|现住|户籍|居住)[^。；]{0,30}([0-9一二三四五六七八九十]+ ?(号|弄|栋|幢|楼|室|单元|门)|[0-9]+([-‐‑‒–—―][0-9]+){2})", plain)
    person = re.search(r"身份证[^。；，,;0-9*]{0,8}[0-9]{4}|出生(?!缺陷|医学)|[，,、（(] ?[男女] ?[，,、）)]", plain)
    return bool(long or mobile or fixed or dwelling or person)
