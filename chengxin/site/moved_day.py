"""营业日的许可: CHENGXIN_TODAY is refused unless the instance is a demo or a test (ruling 4). Free of Django."""

from chengxin.ground import business_day
from chengxin.ground.errors import Refusal, WrongUse
from chengxin.site import postgres
from chengxin.site.home import Home


def check(home: Home) -> None:
    """Raises WrongUse for an unreadable day and Refusal (``day-not-movable``) in a production instance."""
    try:
        day = business_day.moved()
    except ValueError as error:
        raise WrongUse(str(error), code="wrong-day") from error
    if day is None:
        return
    import psycopg

    with psycopg.connect(**postgres.connection(home, "owner")) as connection:
        kind = connection.execute("SELECT kind FROM chengxin.ground_instance").fetchone()
    if kind is None or kind[0] == "production":
        raise Refusal(["day-not-movable"], f"这是正式库，不能用 {business_day.VARIABLE} 改动营业日；请去掉这个环境变量")
