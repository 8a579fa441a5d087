"""演示机关: the organs of the district file as the demo uses them: invented codes, and the words their documents are numbered with.

The codes hold XNJG (虚拟机关) where a real one holds its organisation code, and X and N are in no series that
is given out. They are known in a demo only: an organ's real code is the one it first reports itself.
"""

from dataclasses import dataclass

from chengxin.access import api as access
from chengxin.demo.codes import credit_code

# short name of the demo → (full name without the district, words of its documents)
_SHORT = {
    "发改": ("发展和改革委员会", "津北发改"),
    "市监": ("市场监督管理局", "津北市监"),
    "应急": ("应急管理局", "津北应急"),
    "人社": ("人力资源和社会保障局", "津北人社"),
    "商务": ("商务局", "津北商务"),
    "住建": ("住房和建设委员会", "津北住建"),
    "环境": ("生态环境局", "津北环"),
    "卫健": ("卫生健康委员会", "津北卫健"),
    "医保": ("医疗保障局", "津北医保"),
    "科技": ("科学技术局", "津北科"),
    "统计": ("统计局", "津北统"),
    "文旅": ("文化和旅游局", "津北文旅"),
    "民政": ("民政局", "津北民"),
    "审批": ("政务服务办公室", "津北审批"),
    "财政": ("财政局", "津北财"),
    "综执": ("城市管理综合行政执法局", "津北综执"),
    "教育": ("教育局", "津北教"),
    "司法": ("司法局", "津北司"),
    "法院": ("人民法院", "（示）津北法"),
}
_WHOLE = {"税务": ("国家税务总局天津市河北区税务局", "津北税"), "公安": ("天津市公安局河北分局", "津公北"), "交管": ("天津市公安交通管理局河北支队", "津公交北")}


@dataclass(frozen=True)
class Body:
    """An organ: its full name, its invented code, the words its documents begin with."""

    name: str
    code: str
    words: str


class Organs:
    """The organs of a district file by their short name, the streets, and all of them."""

    def __init__(self) -> None:
        district = access.district()
        names = [entry["name"] for entry in district["organs"]]
        known = {f"{district['full_name']}{tail}": words for tail, words in _SHORT.values()} | dict(_WHOLE.values())
        self.all = []
        self.streets: list[Body] = []
        for number, name in enumerate(names, 1):
            street = next((s for s in district["streets"] if name.endswith(f"{s}办事处")), None)
            words = f"津北{street.removesuffix('街道')}街" if street else known.get(name, "津北")
            body = Body(name, credit_code(f"11120105XNJG{number:04d}"), words)
            self.all.append(body)
            if street:
                self.streets.append(body)
        by_name = {body.name: body for body in self.all}
        self._short = {short: by_name[f"{district['full_name']}{tail}"] for short, (tail, _) in _SHORT.items()} | {short: by_name[name] for short, (name, _) in _WHOLE.items()}

    def __getitem__(self, short: str) -> Body:
        return self._short[short]


class Numbers:
    """文号: running numbers of documents by words and year, as an office keeps them."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], int] = {}

    def next(self, words: str, year: int) -> str:
        """The next number, as 津北市监罚〔2025〕123号."""
        return f"{words}〔{year}〕{self.serial(words, year)}号"

    def serial(self, words: str, year: int) -> int:
        """The next running number alone."""
        self._last[words, year] = self._last.get((words, year), 0) + 1
        return self._last[words, year]
