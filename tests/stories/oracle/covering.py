"""What of a text the public may read (rulings 16, 28, 134, 450), once more."""

import re
import unicodedata

from tests.stories.oracle.numbers import is_credit_code, is_identity

_STREETS = ("街道", "大街", "公路", "大道", "道", "路", "街", "胡同", "巷", "镇", "乡")
_BETWEEN = r"[\s\u200b-\u200d\u2060\ufeff\-‐‑‒–—―·・•._/]{0,2}"


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
            if is_identity("".join(plain[place] for place in window)):
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


_PLACES = "街道|大街|公路|大道|道|路|街|胡同|巷|镇|乡|里|村|苑|园|庄|坊|小区|社区|公寓|大厦|广场|市场|商城"
_UNITS = "号|弄|栋|幢|楼|座|单元|门|层|室|#"
_FIGURES, _WORDS = "0-9０-９", "一二三四五六七八九十百"
_HOUSE = re.compile(
    rf"((?:{_PLACES})[^，。；：、,;:()（）〔〕《》“”\s{_FIGURES}{_WORDS}*]{{0,10}})"
    rf"(?:[{_FIGURES}]+|[{_WORDS}]+)(?:[-—–－之][{_FIGURES}]+)*(?:{_UNITS})"
    rf"(?:[{_FIGURES}A-Za-z{_WORDS}之附—–－-]*(?:{_UNITS}|院|底商|商铺|铺))*"
)


def without_houses(text: str) -> str:
    """A text about an individual business, of its addresses only what comes before the house (28)."""
    return _HOUSE.sub(r"\1***", text)


def doubtful(text: str) -> bool:
    """Whether a covered text still looks as if it held a natural person's data."""
    plain = unicodedata.normalize("NFKC", text)
    for token in re.findall(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])", plain):
        if is_credit_code(token.upper()):
            plain = plain.replace(token, "_")
    long = re.search(r"(?<![0-9*])[0-9](?:[ -]?[0-9]){13,}(?:[ -]?[0-9Xx])(?![0-9*])", plain)
    between = r"[\s\-·._/]"
    mobile = re.search(rf"(?<![0-9*])1[3-9][0-9](?:{between}[0-9]{{4}}{between}?[0-9]{{4}}|[0-9]{{4}}{between}[0-9]{{4}})(?![0-9*])", plain)
    fixed = re.search(r"((?<![0-9*])\(?0[1-9][0-9]{1,2}[) -]{0,2}|(电话|手机|联系方式)[^0-9。；*]{0,6})[0-9]{7,8}(?![0-9*])", plain)
    dwelling = re.search(r"(住址|住所|家住|现住|户籍|居住)[^。；]{0,30}[0-9一二三四五六七八九十]+ ?(号|弄|栋|幢|楼|室|单元|门)", plain)
    person = re.search(r"身份证[^。；，,;0-9*]{0,8}[0-9]{4}|出生(?!缺陷|医学)|[，,、（(] ?[男女] ?[，,、）)]", plain)
    return bool(long or mobile or fixed or dwelling or person)
