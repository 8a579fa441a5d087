"""依据: what other rooms may use of law, the kernel."""

from chengxin.law.actions import STEPS, authorise
from chengxin.law.library.data import article_codes, articles_by_code
from chengxin.law.loading import load
from chengxin.law.queries import warrant
from chengxin.law.refusals import SENTENCES, told

__all__ = ["SENTENCES", "STEPS", "article_codes", "articles_by_code", "authorise", "load", "told", "warrant"]
