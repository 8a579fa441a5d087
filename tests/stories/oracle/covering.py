"""What of a text the public may read (rulings 16, 28, 134, 450), once more."""

import re
import unicodedata

from tests.stories.oracle.numbers import is_credit_code, is_identity

_STREETS = ("街道", "大街", "公路", "大道", "道", "路", "街", "胡同", "巷", "镇", "乡")
_BETWEEN = r"[\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff‐‑‒–—―−－·・•‧∙⋅●．._/／～~、,，()（）〔〕\[\]\-]{0,4}"
# After NFKC, and without the marks of a list.
_WITHIN = r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff‐‑‒–—―−·・•‧∙⋅●._/~()〔〕\[\]\-]{0,4}"
_DAY = r"(?:19|20)[0-9]{2}(?:[-./‐‑‒–—―−][01]?[0-9][-./‐‑‒–—―−][0-3]?[0-9]|[01][0-9][0-3][0-9])"


def to_street(address: str) -> str:
    """An address as far as the first word for a street; nothing where there is none."""
    ends = [at + len(word) for word in _STREETS if (at := address.find(word)) >= 0]
    if not ends:
        return ""
    at = min(address.find(word) for word in _STREETS if word in address)
    return address[: at + next(len(word) for word in _STREETS if address.startswith(word, at))]


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


def covered(text: str) -> str:
    """Mobile numbers too."""
    told = list(identities_covered(text))
    plain = "".join(half_width(letter) for letter in told)
    for found in re.finditer(r"(?<![0-9])0{0,2}(?:86)?(1[3-9][0-9]{9})(?![0-9])", plain):
        for place in range(found.start(1) + 3, found.end(1) - 4):
            told[place] = "*"
    return "".join(told)


_PLACES = "街道|大街|公路|大道|道|路|街|胡同|巷|镇|乡|里|村|苑|园|庄|坊|小区|社区|公寓|大厦|广场|市场|商城|庭|轩|阁|湾|墅|邸|公馆|新城|宿舍|平房|大院|家属院"
_UNITS = "号|弄|栋|幢|楼|座|单元|门|层|室|排|#|＃"
_FIGURES, _WORDS, _LETTERS, _DASH = "0-9０-９", "一二三四五六七八九十百", "A-Za-zＡ-Ｚａ-ｚ", r"‐‑‒–—―－\-"
_COUNTED = r"\s?(?:年|月|日|时|点|分|元|万|千|米|公里|斤|克|人|名|家|次|个|件|条|款|项|倍|周岁|岁|%|％)"
_HOUSE = re.compile(
    rf"((?:{_PLACES})[^，。；：、,;:()（）〔〕《》“”\s{_FIGURES}{_LETTERS}{_WORDS}*]{{0,10}}(?:[（(][^（()）{_FIGURES}]{{0,8}}[）)])?[\s，,]{{0,2}}(?<![字决罚许准文]第))"
    rf"(?:(?:[{_FIGURES}]+|[{_WORDS}]+)(?:[{_DASH}之][{_FIGURES}]+)*\s?(?:{_UNITS})"
    rf"|[{_LETTERS}](?:座|栋|幢|区|楼|号楼|单元)"
    rf"|(?!(?:19|20)[0-9]{{2}}[{_DASH}])[{_FIGURES}]+(?:[{_DASH}][{_FIGURES}]+)+(?![{_DASH}]?[{_FIGURES}]|{_COUNTED}))"
    rf"(?:\s?[{_FIGURES}{_LETTERS}零〇{_WORDS}之附增甲乙丙丁东西南北{_DASH}]*(?:{_UNITS}|院|户|底商|商铺|铺|摊位))*"
    rf"(?:\s?[{_DASH}]?(?:[{_FIGURES}]+|[零〇一二三四五六七八九十]{{2,}})(?![{_FIGURES}.．零〇一二三四五六七八九十年月日时点分元万千百余多%％人名家次个件条款项斤克米]))?"
)


def without_names(text: str, names: list[str], kept: str) -> str:
    """A text without these persons' names (28), save where the business itself is called so."""
    for name in names:
        parts = text.split(kept) if kept and name in kept else [text]
        text = kept.join(part.replace(name, name[0] + "*" * (len(name) - 1)) for part in parts)
    return text


def without_houses(text: str) -> str:
    """A text about an individual business, of its addresses only what comes before the house (28)."""
    return _HOUSE.sub(r"\1***", text)


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
