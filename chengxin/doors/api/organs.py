"""机关系统接口: for systems of organs that sign in with a key, on the desk's side."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from chengxin.doors.api.problem import answer_all, problem
from chengxin.doors.api.signing_in import OrganKey, TooMany
from chengxin.doors.api.v1 import batches

api = NinjaAPI(title="诚信平台机关系统接口", version="1", urls_namespace="api-organs", openapi_url=None, docs_url=None, auth=OrganKey())
answer_all(api)
api.add_router("/batches", batches.router)
api.add_router("/uploads", batches.uploads)


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """429 with the seconds to wait."""
    return problem(request, error.http_status, error.code, str(error), headers={"Retry-After": str(error.seconds)})
