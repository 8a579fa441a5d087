"""数据开放: what publicity offers of its open data."""

from chengxin.publicity.opendata.keeping import keep, make
from chengxin.publicity.opendata.offered import Edition, Offered, editions, file_of, files_on, latest_day, rebuilds
from chengxin.publicity.opendata.settings import FORMATS, Licence, keep_days, licence

__all__ = ["FORMATS", "Edition", "Licence", "Offered", "editions", "file_of", "files_on", "keep", "keep_days", "latest_day", "licence", "make", "rebuilds"]
