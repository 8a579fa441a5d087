"""留痕排序: a thread of the worker that puts what was published into the ledger, beside the audit's; a job that runs for minutes must not keep it waiting."""

from chengxin.ground.api import auditlog
from chengxin.publicity.ledger.sequencing import sequence_all


class Keeping(auditlog.Rounds):
    """排序线程 of the ledger."""

    def __init__(self) -> None:
        super().__init__("ledger", sequence_all)
