"""How a date may be written (ruling 9), and before which none is likely (482), for the checks on dates; reading it is the normaliser's work."""

import datetime as dt

WRITTEN_AS_DAY = r"^[0-9]{8}\z|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\z|^[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}\z|^[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}\z|^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?\z"
FIRST_DAY = dt.date(1949, 10, 1)  # of this state: no organ of it decided before
