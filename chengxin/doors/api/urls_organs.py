"""The API of organs' systems, below ``/api/v1/`` on the desk's side."""

from chengxin.doors.api.organs import api
from chengxin.doors.api.routes import routes
from chengxin.ground.api import Audience

urlpatterns = routes(api, Audience.SYSTEM)
