"""What of a text the public may read (rulings 16, 28, 134, 450), once more."""

import itertools
import re
import unicodedata
from collections.abc import Iterator

from tests.stories.oracle.numbers import is_card, is_credit_code, is_identity, is_of_register, is_old_identity

_STREETS = ("街道", "大街", "公路", "大道", "道", "路", "街", "胡同", "巷", "镇", "乡")
_ESTATES = tuple("小区|社区|新村|家园|花园|公寓|大厦|大楼|广场|市场|商城|家属院|大院|宿舍|平房|公馆|新城|里|村|苑|园|庄|坊|庭|轩|阁|湾|墅|邸".split("|"))
_NUMBERED = tuple("大街 街 大道 道 公路 路 马路 条胡同 胡同 条 经路 纬路 巷".split())
_BETWEEN = r"(?:[\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff‐‑‒–—―−－·・•‧∙⋅●．._/／～~、,，()（）〔〕\[\]\-]\x02*){0,4}"
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
    return "".join(unicodedata.normalize("NFKC", letter) if "０" <= letter <= "ｚ" or letter == "＋" else letter for letter in text)


def plain_of(text: str) -> str:
    """In half width, a broken line's or a blank's mark-up as that character and as many marks as it is longer."""
    told = re.sub("(?i)<br ?/>|<br>", lambda found: "\n" + "\x02" * (len(found.group()) - 1), half_width(text))
    return re.sub("(?i)&nbsp;", " " + "\x02" * 5, told)


_SAID = re.compile(r"(?i)(身份|证件|(?<![A-Za-z])(id|sfz|idcard|sfzh|idno))[^0-9。；，,;]{0,8}\Z")


def identities_covered(text: str) -> str:
    """Identity numbers covered, however they are written (451)."""
    plain, told = plain_of(text), list(text)
    for run in re.finditer(rf"[0-9](?:{_BETWEEN}[0-9]){{16,}}(?:{_BETWEEN}[Xx])?", plain):
        places = [place for place in range(*run.span()) if plain[place] in "0123456789Xx"]
        start = 0
        while start + 18 <= len(places):
            window = places[start : start + 18]
            number = "".join(plain[place] for place in window)
            inside = start and places[start - 1] == window[0] - 1
            listed = (inside or number[6:8] not in ("18", "19", "20")) and re.search("[、,，~～]", plain[window[0] : window[-1]])
            longer = len(places) > 18 and places[18] == window[-1] + 1
            said = start == 0 and not longer and _born(number) and _SAID.search(plain[: run.start()]) and not is_credit_code(number.upper())
            if (is_identity(number) and not listed) or said:
                for place in window[1:-1]:
                    told[place] = "*"
                start += 18
            else:
                start += 1
    return "".join(told)


def _born(number: str) -> bool:
    return number[0] != "0" and number[:17].isdigit() and "1930" <= number[6:10] <= "2009" and 1 <= int(number[10:12]) <= 12 and 1 <= int(number[12:14]) <= 31


_GAPS = r"[\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff·・•‧∙⋅●．._/／‐‑‒–—―−－\-]"
_ONE = rf"(?:{_GAPS}\x02*)"
_GAP = _ONE + "{1,3}"
_OLD = re.compile(rf"(?<![0-9])[0-9]{{6}}{_ONE}{{0,3}}[3-9][0-9]{{5}}{_ONE}{{0,3}}[0-9]{{3}}(?![0-9A-Za-z])")


def _starred(told: list[str], found: re.Match[str], front: int, behind: int) -> None:
    places = [place for place in range(*found.span()) if found.string[place] in "0123456789"]
    for place in places[front : len(places) - behind]:
        told[place] = "*"


def _written_like_a_card(sizes: list[int], gaps: list[str], first: str) -> bool:
    """Which figures stand together: all, fours with any rest, six and the rest, one by one, or two parts on two lines."""
    if not 16 <= sum(sizes) <= 19:
        return len(sizes) == 2 and _two_lines(gaps[0]) and first[0] in "3456789" and sizes[0] <= 18 and sizes[1] <= 18
    if first[0] == "2":
        allowed = len(sizes) > 1 and 2221 <= int(first[:4]) <= 2720
    else:
        allowed = first[0] in "3456789"
    if len(sizes) == 1:
        like = True
    elif sizes[0] == 4:
        like = all(size == 4 for size in sizes[1:-1]) and len(sizes) <= 5
    elif sizes[0] == 6 and first[0] != "2":
        like = len(sizes) == 2 or (len(sizes) == 4 and sizes[1:3] == [4, 4])
    else:
        like = first[0] != "2" and (set(sizes) == {1} or (len(sizes) == 2 and _two_lines(gaps[0])))
    return allowed and like


def _two_lines(gap: str) -> bool:
    return bool(re.fullmatch("[ \t\u3000]{0,4}[\n\r\u2028]{1,2}\x02*[ \t\u3000]{0,4}", gap))


_LICENCES = ("jy", "sp", "sc", "xk", "qs", "ts", "jz")


def _is_written_card(parts: list[str], gaps: list[str], before: str, behind: str) -> bool:
    figures = "".join(parts)
    letters = re.search(r"[A-Za-z]+\Z", before)
    if letters and letters.group().lower() in _LICENCES:
        return False
    dated = any(len(part) == 8 and part[:2] in ("19", "20") and 1 <= int(part[4:6]) <= 12 and 1 <= int(part[6:]) <= 31 for part in parts)
    if len(parts) > 1 and (all(part.endswith("00") for part in parts) or [len(part) for part in parts] == [8, 8] or dated):
        return False
    following = re.match("[A-Za-z]", behind)
    if following and is_credit_code(figures + following.group().upper()):
        return False
    spaced = len(parts) > 1 and len(parts[0]) == 4 and not re.search(r"[·・•‧∙⋅●．._/／‐‑‒–—―−－\-]", "".join(gaps))
    counted = all(part.endswith("0") for part in parts) or re.match(r"\s?[元万]", behind)
    return 16 <= len(figures) <= 19 and is_card(figures, any_issuer=spaced and not letters and not counted)


def _cards(plain: str) -> Iterator[tuple[int, int]]:
    """Where a card begins and ends."""
    done = 0
    for run in re.finditer(rf"(?<![0-9])[0-9]+(?:(?:{_GAP}|[ \t\u3000]{{0,4}}[\n\r\u2028]{{1,2}}\x02*[ \t\u3000]{{0,4}})[0-9]+)*", plain):
        spans = [(run.start() + part.start(), run.start() + part.end()) for part in re.finditer("[0-9]+", run.group())]
        for n, (start, _) in enumerate(spans):
            if start < done:
                continue
            lengths = [m for m in range(n + 1, len(spans) + 1) if _fits(plain, spans[n:m])]
            if not lengths:
                continue
            tried = [max(lengths, key=lambda m: spans[m - 1][1])]
            sixteen = [m for m in range(n + 1, tried[0]) if sum(end - begin for begin, end in spans[n:m]) == 16]
            for m in tried + sixteen:
                parts, gaps = _parted(plain, spans[n:m])
                if _is_written_card(parts, gaps, plain[:start], plain[spans[tried[0] - 1][1] :]):
                    done = spans[m - 1][1]
                    yield start, done
                    break


def _parted(plain: str, spans: list[tuple[int, int]]) -> tuple[list[str], list[str]]:
    return [plain[a:b] for a, b in spans], [plain[a[1] : b[0]] for a, b in itertools.pairwise(spans)]


def _fits(plain: str, spans: list[tuple[int, int]]) -> bool:
    parts, gaps = _parted(plain, spans)
    in_gaps = all(re.fullmatch(_GAP, gap) for gap in gaps) or (len(gaps) == 1 and _two_lines(gaps[0]))
    return in_gaps and _written_like_a_card([len(part) for part in parts], gaps, parts[0] if len(parts[0]) >= 4 else parts[0].ljust(4, "0"))


def accounts_covered(text: str, itself: bool) -> str:
    """Numbers of bank cards, and identity numbers of fifteen figures (550)."""
    plain, told = plain_of(text), list(text)
    if not re.search(rf"[0-9](?:{_ONE}{{0,3}}[0-9]){{14}}", plain):
        return passports_covered(text)
    for start, end in _cards(plain):
        places = [place for place in range(start, end) if plain[place] in "0123456789"]
        for place in places[:-4]:
            told[place] = "*"
    plain = plain_of("".join(told))
    for found in _OLD.finditer(plain):
        figures = re.sub("[^0-9]", "", found.group())
        if not is_old_identity(figures):
            continue
        before = plain[: found.start()]
        letters = re.search(r"[A-Za-z]+\Z", before)
        if _SAID.search(before) or not (
            (letters and letters.group().lower() != "no")
            or re.search("(注册|登记|识别|税|执照)[^0-9。；，,;]{0,8}$", before)
            or (itself and figures == plain and is_of_register(figures))
        ):
            _starred(told, found, 1, 1)
    return passports_covered("".join(told))


def passports_covered(text: str) -> str:
    """Numbers behind the word for a passport or a permit of residence (590): four figures stay, or none of a short one."""
    told = list(text)
    for found in re.finditer(
        r"(?:护照|(?:港澳|台湾|内地|大陆)[^0-9A-Za-z，。；]{0,8}通行证|居留(?:身份)?证)[^0-9A-Za-z*，。；,;]{0,8}([A-Za-z]{0,3}[0-9]{6,12})(?![0-9A-Za-z])",
        plain_of(text),
    ):
        start, end = found.span(1)
        for place in range(start, end - 4 if end - start >= 8 else end):
            told[place] = "*"
    return "".join(told)


def covered(text: str) -> str:
    """Mobile numbers too."""
    told = list(accounts_covered(identities_covered(text), False))
    plain = plain_of("".join(told))
    whole = rf"(?![.．][0-9]){_GAP}"
    for found in re.finditer(
        rf"(?<![0-9])0{{0,2}}(?:86)?(1[3-9](?:[0-9]{{9}}|[0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|[0-9]{whole}[0-9]{{8}}|[0-9]{{5}}{whole}[0-9]{{4}}))(?![0-9])", plain
    ):
        places = [place for place in range(*found.span(1)) if plain[place] in "0123456789"]
        of_else = len(places) < len(found[1]) and re.match(r"\s?([元万]|号(?!码))", plain[found.end() :])
        if not of_else or re.search(r"(?i)(电话|手机|联系|tel)[^0-9。；，,;]{0,8}\Z", plain[: found.start()]):
            for place in places[3:-4]:
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
