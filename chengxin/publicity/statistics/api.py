"""统计: what publicity offers of its figures."""

from chengxin.publicity.statistics.figures import DAYS, TOPICS, Table, count_acts, punctuality, reckon, tables

__all__ = ["DAYS", "TOPICS", "Table", "count_acts", "punctuality", "reckon", "tables"]
