"""Django settings of every side (public, my, desk, worker, owner); the environment decides the rest.

One code base, four sides, each with its own process and database role. ``CHENGXIN_SIDE`` names
the side of this process; the password of no other side is read.
"""

import os
from pathlib import Path
from typing import cast

from chengxin.ground import addresses, algorithms, business_day
from chengxin.site import demo_mark, postgres
from chengxin.site.home import Home
from chengxin.site.observing import lines

# Columns are taken and given back by the million: this allocator keeps what it has been given back, and the kernel hands out fewer pages anew
# (a fifth less time for reading and judging a file, a tenth less memory at the most). Arrow reads it when it is first asked for memory.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")

BASE = Path(__file__).resolve().parent.parent
SIDE = os.environ.get("CHENGXIN_SIDE", "worker")
HOME = Home.from_env()

SECRET_KEY = HOME.secret("django")
DEBUG = False
DEMO_MARK = demo_mark.path(HOME)  # stands while the demo is being loaded
ALLOWED_HOSTS = os.environ.get("CHENGXIN_HOSTS", "*").split(",")

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "chengxin.ground",
    "chengxin.subjects",
    "chengxin.access",
    "chengxin.catalogue",
    "chengxin.records",
    "chengxin.law",
    "chengxin.collection",
    "chengxin.publicity",
    "chengxin.governance",
    "chengxin.doors.portal",
    "chengxin.doors.desk",
    "chengxin.doors.my",
    "chengxin.doors.clock",
    "chengxin.doors.api",
    "chengxin.demo",
]

# The public side finds its views by name and cannot even name a table of another schema.
SEARCH_PATH = "publicity" if SIDE == "public" else "chengxin,publicity"


def _extra(parameters: postgres.Parameters) -> dict[str, object]:
    """What an outside server's address says beyond the usual five (sslmode and the like)."""
    return {key: value for key, value in parameters.items() if key not in ("host", "port", "dbname", "user", "password")}


def _database() -> dict[str, object]:
    parameters = postgres.connection(HOME, cast(postgres.Role, SIDE))
    options = f"-c search_path={SEARCH_PATH}"
    sealed = business_day.sealed(HOME.secret("day").encode())
    if sealed:
        options += f" -c chengxin.day={sealed}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parameters["dbname"],
        "USER": parameters["user"],
        "PASSWORD": parameters.get("password", ""),
        "HOST": str(parameters["host"]),
        "PORT": str(parameters["port"]),
        "TIME_ZONE": "Asia/Shanghai",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": options, "application_name": f"chengxin-{SIDE}", **_extra(parameters)},
    }


DATABASES = {"default": _database()}
# A look at a natural person is committed on a connection of its own before anything is read.
DATABASES["look"] = dict(DATABASES["default"])

# How much a file may hold before it is refused (collection.reading.limits); unset: its own default.
READING_LIMITS = {
    name: int(os.environ[f"CHENGXIN_MAX_{name.upper()}"])
    for name in ("rows", "columns", "cell", "file_mb", "unpacked_mb", "expansion", "json_mb", "workbook_mb", "sheet_cells", "entries")
    if os.environ.get(f"CHENGXIN_MAX_{name.upper()}", "").isdigit()
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTORETRY = False

ROOT_URLCONF = {"desk": "chengxin.site.urls_desk", "my": "chengxin.site.urls_my"}.get(SIDE, "chengxin.site.urls_public")
WSGI_APPLICATION = "chengxin.site.wsgi.application"
APPEND_SLASH = False

# What every answer of every side passes: also files, refusals and faults carry the headers.
_EVERY = [
    "chengxin.site.observing.middleware.Numbered",
    "django.middleware.security.SecurityMiddleware",
    "chengxin.site.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
MIDDLEWARE = [
    *_EVERY,
    "chengxin.ground.display.ByAddress",  # before the language is read from the address
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "chengxin.site.limits.middleware.Limits",
    "chengxin.doors.portal.middleware.DatabaseAway",
    "chengxin.doors.portal.counting.Counting",
]
# The sides of those who sign in; the public side sets no cookie and knows no session.
DESK_MIDDLEWARE = [
    *_EVERY,
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "chengxin.doors.desk.middleware.Guard",
]
MY_MIDDLEWARE = [*DESK_MIDDLEWARE[:-1], "chengxin.doors.my.middleware.Guard"]
# On a replica nothing is written: uses are not counted there, and it falls silent when it no longer hears of its main database.
REPLICA = os.environ.get("CHENGXIN_REPLICA") == "1"
if REPLICA:
    MIDDLEWARE = [*MIDDLEWARE[:-1], "chengxin.doors.portal.middleware.OnReplica"]
MIDDLEWARE = [*MIDDLEWARE, "chengxin.site.kept.Keeping"]  # innermost: all of the above is done for a kept page too
MIDDLEWARE = {"desk": DESK_MIDDLEWARE, "my": MY_MIDDLEWARE}.get(SIDE, MIDDLEWARE)
# Cookies are Secure unless ``serve`` says that this is a demo over plain http; a production instance refuses to be one.
PLAIN_HTTP = os.environ.get("CHENGXIN_PLAIN_HTTP") == "1"
_HOST = "" if PLAIN_HTTP else "__Host-"
SESSION_COOKIE, BROWSER_COOKIE, DISPLAY_COOKIE = f"{_HOST}session", f"{_HOST}browser", f"{_HOST}display"
# Names of their own at the subjects' side: cookies know no ports, and a demo has all its sides on one host.
MY_SESSION_COOKIE, MY_BROWSER_COOKIE, MY_IDENTITY_COOKIE = f"{_HOST}my-session", f"{_HOST}my-browser", f"{_HOST}my-identity"
# The one address the desk is known by: passkeys are bound to it, and are offered nowhere else.
DESK_ORIGIN = os.environ.get("CHENGXIN_DESK_ORIGIN", "").rstrip("/") or (f"http://localhost:{int(os.environ.get('CHENGXIN_PORT') or 8000) + 2}" if PLAIN_HTTP else "")
CSRF_COOKIE_NAME = f"{_HOST}my-csrf" if SIDE == "my" else f"{_HOST}csrf"
CSRF_COOKIE_SECURE, CSRF_COOKIE_HTTPONLY, CSRF_COOKIE_SAMESITE = not PLAIN_HTTP, True, "Lax"
CSRF_FAILURE_VIEW = f"chengxin.doors.{'my' if SIDE == 'my' else 'desk'}.pages.errors.csrf_failed"
# 页面留存: how many pages of the public side each process keeps while nothing public changes; 0: none. A page of more than 64 KiB is not kept.
KEPT_PAGES = int(os.environ.get("CHENGXIN_KEPT_PAGES") or 1000)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages", "TIMEOUT": None, "OPTIONS": {"MAX_ENTRIES": KEPT_PAGES, "CULL_FREQUENCY": 10}},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "doors" / "templates"],  # what the pages of all doors share
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["chengxin.ground.templatetags.requests", "chengxin.ground.templatetags.days"],
            "context_processors": ["django.template.context_processors.request", "django.template.context_processors.i18n", "chengxin.doors.portal.context.site"],
        },
    }
]

ALGORITHMS = algorithms.chosen()  # what new digests, MACs and ciphers are written with
MASKING = os.environ.get("CHENGXIN_MASKING")  # a file that changes how much of a number is shown; None: as shipped

ENTRANCES_FILE = os.environ.get("CHENGXIN_ENTRANCES") or str(HOME.path / "entrances.yaml")  # where files come in by themselves

WITNESS = os.environ.get("CHENGXIN_WITNESS")  # a folder mounted from elsewhere, for the checkpoints of the audit's log

LEDGER_ORIGIN = os.environ.get("CHENGXIN_LEDGER_ORIGIN")  # the name of the public ledger, taken at its birth: credit.example.gov.cn/ledger
WITNESS_NAME = os.environ.get("CHENGXIN_WITNESS_NAME")  # the name under which this instance cosigns the ledgers of others

DISTRICT_FILE = os.environ.get("CHENGXIN_DISTRICT", str(BASE / "district.yaml"))

# 邮件: to a server of the office where one is named; else into a folder of the instance, where a demo's mail can be read.
EMAIL_HOST, EMAIL_PORT = os.environ.get("CHENGXIN_SMTP", "").partition(":")[0], int(os.environ.get("CHENGXIN_SMTP", "").partition(":")[2] or 25)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME.path / "mail"
EMAIL_USE_TLS, EMAIL_TIMEOUT = os.environ.get("CHENGXIN_SMTP_TLS", "1") == "1", 20
DEFAULT_FROM_EMAIL = os.environ.get("CHENGXIN_MAIL_FROM", "noreply@localhost")
MY_ADDRESS = os.environ.get("CHENGXIN_MY_ADDRESS", "")  # how letters and mail name the subjects' side: https://my.example.gov.cn

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "doors" / "static"]  # the look that all doors share
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31536000 if SIDE in ("my", "desk") else 0  # said over https only
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 65536

API_RATE = int(os.environ.get("CHENGXIN_API_RATE") or 120)  # requests a minute and key
API_LARGEST_MB = int(os.environ.get("CHENGXIN_API_LARGEST_MB") or 200)  # of one upload

# 来源地址: which proxies are believed when they name whom they speak for.
PROXIES = addresses.proxies(os.environ.get("CHENGXIN_PROXIES", "127.0.0.1,::1"))
# 限量: how many times the shipped sizes (chengxin/site/limits/table.py); 0: none.
LIMITS = float(os.environ.get("CHENGXIN_LIMITS") or 1)
LIMITS_FILE = HOME.run / "limits.sqlite"

LOGGING = lines.configuration(SIDE)
