"""定时任务: what happens by itself. Each job asks the clock once and hands the day on.

The public sees nothing ended even when no job runs, for the views test the day; these jobs keep the
shelf itself empty of it, publish what is due, and deliver what a killed process left undelivered.

Every process registers the jobs, the worker alone does them: each loads what it works with when it is done.
"""

import datetime as dt
import functools
import logging
from typing import Any

from django.conf import settings
from procrastinate.contrib.django import app

from chengxin.ground.api import business_day, calendars, outbox

log = logging.getLogger(__name__)


@app.periodic(cron="1 0 * * *")
@app.task(name="clock.end_terms", queueing_lock="clock.end_terms", pass_context=False)
def end_terms(timestamp: int) -> int:
    """期满下架: the same night, lines whose last day is over leave the shelf."""
    from chengxin.publicity import api as publicity

    return publicity.end_terms(on=_today())


@app.periodic(cron="30 5 * * *")
@app.task(name="clock.publish", queueing_lock="clock.publish", pass_context=False)
def publish(timestamp: int) -> dict[str, object]:
    """每日公示: what has become due since is authorised and laid on the shelf."""
    from chengxin.publicity import api as publicity

    told = publicity.publish(on=_today(), actor="定时任务")
    publicity.tell_repairs(on=_today())
    return told


@app.periodic(cron="40 5 * * *")
@app.task(name="clock.reckon", queueing_lock="clock.reckon", pass_context=False)
def reckon(timestamp: int) -> int:
    """统计: the figures of the public site are reckoned anew, after the day's publication."""
    from chengxin.publicity import api as publicity

    return publicity.statistics.reckon(on=_today())


@app.periodic(cron="* * * * *")
@app.task(name="clock.open_data", queueing_lock="clock.open_data", pass_context=False)
def open_data(timestamp: int) -> int:
    """数据开放: the day's files once publication has run; those of earlier days made anew when something was withdrawn from them; what is over thrown away."""
    from chengxin.publicity import api as publicity

    if settings.DEMO_MARK.exists():  # the demo publishes days of the past by the hundred
        return 0
    return publicity.opendata.keep(today=_today())


@app.periodic(cron="50 5 * * *")
@app.task(name="clock.govern", queueing_lock="clock.govern", pass_context=False)
def govern(timestamp: int) -> dict[str, int]:
    """考核值守: missing numbers are asked about, drafts made, organs warned, the month's figures so far kept."""
    from chengxin.governance import api as governance

    if settings.DEMO_MARK.exists():  # the demo brings days of the past, which are nobody's lateness yet
        return {}
    return governance.round_of(_today(), actor="定时任务")


@app.periodic(cron="* * * * *")
@app.task(name="clock.deliver", queueing_lock="clock.deliver", pass_context=False)
def deliver(timestamp: int) -> int:
    """送达事件: events that a killed process left behind reach their handlers."""
    calendars.refresh()
    return outbox.deliver()


@app.periodic(cron="* * * * *")
@app.task(name="clock.mail", queueing_lock="clock.mail", pass_context=False)
def mail(timestamp: int) -> int:
    """邮件提醒: messages that somebody wants by mail go out, each once."""
    from chengxin.access import api as access

    return access.messages.send_due()


@app.periodic(cron="* * * * *")
@app.task(name="clock.take_in", pass_context=False)
def take_in(timestamp: int = 0) -> int:
    """接口送达: uploads that wait are collected. Asked for with each upload; every minute too, for what a killed process left."""
    from chengxin.collection import api as collection

    calendars.refresh()
    return collection.take_in(actor="接口")


@app.periodic(cron="* * * * *")
@app.task(name="clock.revoke", pass_context=False)
def revoke(timestamp: int = 0) -> int:
    """整批撤回: what officers asked for at the desk. Asked for with each; every minute too, for what a killed process left."""
    from chengxin.collection import api as collection

    done = collection.revoke_all_asked()
    if done:
        outbox.deliver()
    return done


@app.periodic(cron="* * * * *")
@app.task(name="clock.watch", queueing_lock="clock.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """值守: a round of the entrances, where any are configured. Returns how many things there were to tell."""
    from chengxin.collection import api as collection

    if not collection.entrances():
        return 0
    told = _watching().round(today=_today())
    for one in told:
        if one["state"] in ("away", "fault"):
            log.warning("entrance %s: %s", one["entrance"], one["state"])
    return len(told)


@functools.cache
def _watching() -> Any:
    """One for the life of the worker: it remembers what stood still since the round before."""
    from chengxin.collection import api as collection

    return collection.Watching(actor="定时任务")


def _today() -> dt.date:
    """The business day, under a calendar that knows what was imported since the last job."""
    calendars.refresh()
    return business_day.today()
