"""依据: what other rooms may use of law, the kernel."""

from chengxin.law.actions import STEPS, authorise
from chengxin.law.letters import api as letters
from chengxin.law.loading import article_codes, articles_by_code, load
from chengxin.law.queries import warrant
from chengxin.law.refusals import SENTENCES, told

__all__ = ["SENTENCES", "STEPS", "article_codes", "articles_by_code", "authorise", "letters", "load", "told", "warrant"]
