"""How a date may be written (ruling 9), before which none is likely (482), and what means none (22), for the checks on dates; reading it is the normaliser's work."""

import datetime as dt

WRITTEN_AS_DAY = r"^[0-9]{8}\z|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\z|^[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}\z|^[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}\z|^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?\z"
FIRST_DAY = dt.date(1949, 10, 1)  # of this state: no organ of it decided before
LAST_DAY = dt.date(2099, 12, 31)  # stands for no end (ruling 22); later ones are fillers for none (581)
NEVER = LAST_DAY.isoformat()
