"""栏目: 行政许可 and 行政处罚 (双公示), then the eight other acts, each a catalogue item; what is not public yet says why."""

from dataclasses import dataclass

from chengxin.catalogue import api as catalogue

TWO = ("licence", "penalty")
OTHERS = ("coercion", "confirmation", "levy", "benefit", "ruling", "compensation", "reward", "inspection")
_PUBLIC = "社会公开"
_KIND_ROLES = ("kinds", "licence_kind")
_INDUSTRY = "INDUSTRY_SECTION"


@dataclass(frozen=True)
class Column:
    """栏目: ``public`` false where the catalogue does not open the item to the public; ``policy`` says for how long, or why not."""

    code: str
    name: str
    adverse: bool
    public: bool
    policy: str

    @property
    def short(self) -> str:
        """行政许可信息 as a heading: 行政许可."""
        return self.name.removesuffix("信息")


def columns(codes: tuple[str, ...] = TWO + OTHERS) -> list[Column]:
    """The columns in their order."""
    return [column(code) for code in codes]


def column(code: str) -> Column:
    """One column, or any other item of the catalogue as one. Raises NotFound."""
    item = catalogue.item(code)
    return Column(code, item.name, item.nature == "adverse", item.openness == _PUBLIC, item.publicity.get("term", ""))


def kind_key(item: str) -> str:
    """The element that tells the kind of licence or the kinds of penalty; empty where an item has none."""
    roles = catalogue.item(item).versions[-1].roles
    return next((roles[role] for role in _KIND_ROLES if role in roles), "")


def sectors() -> dict[str, str]:
    """行业门类: letter → name."""
    return {value.code: value.name for value in catalogue.described(_INDUSTRY).values}


def sql() -> str:
    """The statements that give SQL what the catalogue says: ``publicity_kind_key(item)`` and ``publicity_sector(said)``, which takes letter or name."""
    keys = " ".join(f"WHEN '{code}' THEN '{key}'" for code in sorted(catalogue.items()) if (key := kind_key(code)))
    names = " ".join(f"WHEN '{said}' THEN '{letter}'" for letter, name in sectors().items() for said in (letter, name))
    rest = "RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE"
    return (
        f"CREATE OR REPLACE FUNCTION publicity_kind_key(p_item text) {rest} p_item {keys} ELSE '' END $$;\n"
        f"CREATE OR REPLACE FUNCTION publicity_sector(p_said text) {rest} p_said {names} ELSE '' END $$;\n"
    )
