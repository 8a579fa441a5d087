"""公开接口: for anybody, on the public side; reads only the views of publicity (subjects, lines, lists), the catalogue and the heads of the audit's log."""

from ninja import NinjaAPI

from chengxin.doors.api.problem import answer_all
from chengxin.doors.api.v1 import audit, catalogue, ledger, publicity, subjects

api = NinjaAPI(title="诚信平台公开接口", version="1", urls_namespace="api-public", openapi_url=None, docs_url=None)
answer_all(api)
api.add_router("/subjects", subjects.router)
api.add_router("/publicity", publicity.router)
api.add_router("/catalogue", catalogue.router)
api.add_router("/audit", audit.router)
api.add_router("/publicity/ledger", ledger.router)
