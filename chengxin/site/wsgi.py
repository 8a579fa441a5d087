"""The web application of one side (``CHENGXIN_SIDE``; the public one unless told otherwise), for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from chengxin.site.observing import lines

os.environ.setdefault("CHENGXIN_SIDE", "public")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")

lines.take_over()
application = get_wsgi_application()
