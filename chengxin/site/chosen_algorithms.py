"""算法选择的许可: an instance keeps the MAC it was born with, for people are looked up by it (ruling 132). Free of Django."""

from chengxin.ground import algorithms
from chengxin.ground.errors import Refusal, WrongUse
from chengxin.site import postgres
from chengxin.site.home import Home


def check_choice() -> None:
    """Raises WrongUse where the environment names algorithms that there are not, or not on this machine."""
    missing = algorithms.unavailable(algorithms.chosen())
    if missing:
        raise WrongUse(f"本机的密码库不提供 {'、'.join(missing)}，请改用“国际”算法，或安装支持国密的 cryptography", code="algorithms-unavailable")


def check(home: Home) -> None:
    """Raises Refusal (``mac-not-changeable``) where the chosen MAC is not the instance's own."""
    chosen = algorithms.chosen()
    import psycopg

    with psycopg.connect(**postgres.connection(home, "owner")) as connection:
        own = connection.execute("SELECT mac FROM chengxin.ground_instance").fetchone()
    if own is None or own[0] == chosen.mac:
        return
    kept = algorithms.Suite(chosen.digest, own[0], chosen.cipher)
    raise Refusal(
        ["mac-not-changeable"],
        f"本实例以 {own[0]} 的鉴别码查找证件号码，建立后不能改为 {chosen.mac}，否则已存的人都查不到。"
        f"摘要和加密可以改用：请设 {algorithms.VARIABLE}={kept}；鉴别码也要改的，请新建实例后重新归集",
    )
