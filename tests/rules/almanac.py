"""The lunar days of the holidays once more, from the sun and the moon themselves, apart from the table of the code.

New moons and the sun's longitude after the short series of Meeus, Astronomical Algorithms (chapters 25, 27 and 49): the moon right
to half a minute, the sun to a quarter of an hour. Of the days wanted until 2050 the nearest to midnight in Beijing are the new moon
of 春节 2027 (four minutes before) and 清明 2038 (twenty-two after).
The lunar year: the month that holds the winter solstice is the eleventh; of thirteen months between two of them the first
without a principal term is the leap month.
"""

import datetime as dt
import math

BEIJING = dt.timezone(dt.timedelta(hours=8))
_EPOCH = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)


def moment(julian: float) -> dt.datetime:
    """A dynamical Julian day as a moment in Beijing."""
    days = julian - 2451545.0
    year = 2000 + days / 365.25
    delta = 62.92 + 0.32217 * (year - 2000) + 0.005589 * (year - 2000) ** 2  # seconds of dynamical time before universal time
    return (_EPOCH + dt.timedelta(days=days, seconds=-delta)).astimezone(BEIJING)


def new_moon(k: int) -> dt.datetime:
    """The ``k``-th new moon since January 2000."""
    t = k / 1236.85
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2 - 0.00000015 * t**3
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    sun, moon, node, omega = (
        math.radians(angle % 360)
        for angle in (
            2.5534 + 29.1053567 * k - 0.0000014 * t**2,
            201.5643 + 385.81693528 * k + 0.0107582 * t**2,
            160.7108 + 390.67050284 * k - 0.0016118 * t**2,
            124.7746 - 1.56375588 * k + 0.0020672 * t**2,
        )
    )
    terms = [
        (-0.40720, moon), (0.17241 * e, sun), (0.01608, 2 * moon), (0.01039, 2 * node), (0.00739 * e, moon - sun), (-0.00514 * e, moon + sun),
        (0.00208 * e * e, 2 * sun), (-0.00111, moon - 2 * node), (-0.00057, moon + 2 * node), (0.00056 * e, 2 * moon + sun), (-0.00042, 3 * moon),
        (0.00042 * e, sun + 2 * node), (0.00038 * e, sun - 2 * node), (-0.00024 * e, 2 * moon - sun), (-0.00017, omega), (-0.00007, moon + 2 * sun),
        (0.00004, 2 * moon - 2 * node), (0.00004, 3 * sun), (0.00003, moon + sun - 2 * node), (0.00003, 2 * moon + 2 * node),
        (-0.00003, moon + sun + 2 * node), (0.00003, moon - sun + 2 * node), (-0.00002, moon - sun - 2 * node), (-0.00002, 3 * moon + sun), (0.00002, 4 * moon),
    ]  # fmt: skip
    jde += sum(factor * math.sin(angle) for factor, angle in terms)
    planets = [
        (0.000325, 299.77, 0.107408, -0.009173),
        (0.000165, 251.88, 0.016321, 0),
        (0.000164, 251.83, 26.651886, 0),
        (0.000126, 349.42, 36.412478, 0),
        (0.000110, 84.66, 18.206239, 0),
    ]
    jde += sum(factor * math.sin(math.radians(base + speed * k + bend * t * t)) for factor, base, speed, bend in planets)
    return moment(jde)


def sun_longitude(when: dt.datetime) -> float:
    """The sun's apparent longitude in degrees."""
    days = (when - _EPOCH).total_seconds() / 86400 + 70 / 86400
    t = days / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t**2
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (1.914602 - 0.004817 * t) * math.sin(anomaly) + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000289 * math.sin(3 * anomaly)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * t))) % 360


def term(year: int, longitude: int) -> dt.datetime:
    """The moment in ``year`` at which the sun reaches ``longitude``."""
    low = dt.datetime(year, 1, 1, tzinfo=BEIJING) + dt.timedelta(days=((longitude - 280.5) % 360) * 365.2422 / 360 - 4)
    high = low + dt.timedelta(days=8)
    while high - low > dt.timedelta(seconds=1):
        middle = low + (high - low) / 2
        behind = (longitude - sun_longitude(middle) + 180) % 360 - 180 > 0
        low, high = (middle, high) if behind else (low, middle)
    return high


def months(year: int) -> list[dt.date]:
    """First days of the lunar months from the eleventh of ``year - 1`` to the eleventh of ``year``, both included."""
    before, after = term(year - 1, 270).date(), term(year, 270).date()
    starts = [new_moon(k).date() for k in range(int((year - 2001) * 12.3685) - 3, int((year - 2000) * 12.3685) + 17)]
    eleventh = max(start for start in starts if start <= before)
    return [start for start in starts if eleventh <= start <= after]


def festivals(year: int) -> dict[str, dt.date]:
    """春节, 清明, 端午 and 中秋 of ``year``."""
    starts = months(year)
    numbered: dict[int, dt.date] = {}
    number, leap_seen = 10, len(starts) == 13
    principal = [term(y, longitude).date() for y in (year - 1, year) for longitude in range(0, 360, 30)]
    for first, following in zip(starts, starts[1:]):
        if not leap_seen and not any(first <= day < following for day in principal):
            leap_seen = True
            continue
        number += 1
        numbered[(number - 1) % 12 + 1] = first
    return {
        "春节": numbered[1], "清明": term(year, 15).date(),
        "端午": numbered[5] + dt.timedelta(days=4), "中秋": numbered[8] + dt.timedelta(days=14),
    }  # fmt: skip
