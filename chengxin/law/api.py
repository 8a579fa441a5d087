"""依据: what other rooms may use of law, the kernel."""

from chengxin.law.actions import STEPS, authorise
from chengxin.law.loading import article_codes, articles_by_code, load
from chengxin.law.overlays import overlay_faults
from chengxin.law.queries import warrant
from chengxin.law.refusals import SENTENCES, told
from chengxin.law.repairs import repair_papers
from chengxin.law.trying import may, situations, try_one

__all__ = ["SENTENCES", "STEPS", "article_codes", "articles_by_code", "authorise", "load", "may", "overlay_faults", "repair_papers", "situations", "told", "try_one", "warrant"]
