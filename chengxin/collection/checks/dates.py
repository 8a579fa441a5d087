"""How a date may be written (ruling 9), for the checks on dates; reading it is the normaliser's work."""

WRITTEN_AS_DAY = r"^\d{8}$|^\d{4}-\d{1,2}-\d{1,2}$|^\d{4}/\d{1,2}/\d{1,2}$|^\d{4}\.\d{1,2}\.\d{1,2}$|^\d{4}年\d{1,2}月\d{1,2}日?$"
