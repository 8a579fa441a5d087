"""How a date may be written (ruling 9), for the checks on dates; reading it is the normaliser's work."""

WRITTEN_AS_DAY = r"^[0-9]{8}\z|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\z|^[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}\z|^[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}\z|^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?\z"
