"""Every setting, read from the environment. Development has defaults; production names what is missing.

docs/settings.md explains each; .env.example lists them.
"""

import logging
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from vendortrack import broker, keys, logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=True)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# What production must be told. Development makes its own secrets, once, in var/keys.
SECRETS = ("SECRET_KEY", "HISTORY_KEY", "PORTAL_KEY", "CLEARANCE_KEY")
DEMANDED = (*SECRETS, "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "EMAIL_URL")
missing = [] if DEBUG else [name for name in DEMANDED if not env.str(name, default="")]
if missing:
    raise ImproperlyConfigured(
        f"DEBUG is off and these settings are missing: {', '.join(missing)}. "
        "Set them in the environment; docs/settings.md says what each is and how to make it. "
        "On a development machine, set DEBUG=1 instead."
    )


def secret(name: str) -> str:
    """A secret from the environment; in development, one that is made once and kept in var/keys."""
    return env.str(name, default="") or keys.kept(VAR_DIR / "keys", name)


SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones: what rests on them stays good
HISTORY_KEY = secret("HISTORY_KEY")  # keys the audit trail's digests
PORTAL_KEY = secret("PORTAL_KEY")  # signs the vendor contacts' links
CLEARANCE_KEY = secret("CLEARANCE_KEY")  # Ed25519: PEM, or 32 bytes of seed in base64; signs clearances
CLEARANCE_OLD_KEYS = env.list("CLEARANCE_OLD_KEYS", default=[])  # public keys that signed before: base64 of 32 bytes
if not DEBUG and len({SECRET_KEY, HISTORY_KEY, PORTAL_KEY, CLEARANCE_KEY}) < len(SECRETS):
    raise ImproperlyConfigured(f"{', '.join(SECRETS)} must all differ from each other.")

# Where we are -------------------------------------------------------------------------------------
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK)
strangers = [host for host in ALLOWED_HOSTS if host not in (*LOOPBACK, "testserver")]
if DEBUG and strangers:
    raise ImproperlyConfigured(
        f"ALLOWED_HOSTS names {', '.join(strangers)}, but DEBUG is on, and a development server "
        "answers this machine only. Set DEBUG=0 to serve others."
    )
PORT = env.int("PORT", default=8000)
DEMO = env.bool("DEMO", default=True)  # the first start of a development machine loads the demonstration
STOP_SECONDS = env.int("STOP_SECONDS", default=60)  # what a running task may take to finish at a stop
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
# The demonstration is a company's; whoever starts empty, or in production, says their own name.
ORGANISATION = env.str("ORGANISATION", default="Halden Mutual" if DEBUG and DEMO else "Our organisation")
HOME_COUNTRY = env.str("HOME_COUNTRY", default="DE")
NEAR_COUNTRIES = env.list("NEAR_COUNTRIES", default=["AT", "CH", "CZ", "DK", "FR", "NL", "PL"])
API_RATE = env.str("API_RATE", default="1200/min")  # questions of one API client to one process
TOKEN_MINUTES = env.int("TOKEN_MINUTES", default=15)
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", default=25)
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", default=40)

TIME_ZONE = env.str("TIME_ZONE", default="UTC")  # the organisation's: a date ends when its day ends there
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

# What it is made of -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "history",
    "accounts",
    "vendors",
    "contracts",
    "selection",
    "checklists",
    "sharing",
    "reminders",
    "portfolio",
    "archive",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]
MIDDLEWARE = [
    "vendortrack.health.ProbeMiddleware",
    "vendortrack.metrics.RequestMiddleware",
    "vendortrack.nul.NulMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PersonalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]
ROOT_URLCONF = "vendortrack.urls"
WSGI_APPLICATION = "vendortrack.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "vendortrack" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vendortrack.nav.shell",
                "vendortrack.health.banner",
            ],
            "libraries": {"vt": "vendortrack.templatetags.vt"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")  # lets TemplatesSetting find Django's own form templates
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DJANGO_TABLES2_TEMPLATE = "django_tables2/vt.html"

# Records ------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'vendortrack.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
database = DATABASES["default"]
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        **database.get("OPTIONS", {}),
    }
else:
    database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    database["CONN_HEALTH_CHECKS"] = True
    database["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 5,
        **database.get("OPTIONS", {}),
    }

storage = urlsplit(env.str("STORAGE_URL", default=f"file://{VAR_DIR / 'documents'}"))
if storage.scheme != "file" or storage.netloc:
    raise ImproperlyConfigured("STORAGE_URL must be file:///a/folder/that/is/backed/up.")
MEDIA_ROOT = Path(storage.path)
MEDIA_URL = "/no-document-is-served-from-here/"  # documents are answered by views, as attachments
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a form of rows has 200 of them, with a dozen fields each

# Redis, where there is one; else the broker that our supervisor runs, on a socket in var/ ----------
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_SOCKET = broker.socket_path(VAR_DIR)
TABLE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "vendortrack_cache",
    "OPTIONS": {"MAX_ENTRIES": 10_000},  # above that rows go, those that count wrong passwords among them
}
REDIS = {"BACKEND": "vendortrack.cache.RedisOrTable", "LOCATION": REDIS_URL, "KEY_PREFIX": "vendortrack"}
CACHES = {"default": REDIS, "table": TABLE} if REDIS_URL else {"default": TABLE}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Celery: a late answer is a late answer, never a lost one ------------------------------------------
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{BROKER_SOCKET}"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = env.int("WORKER_PROCESSES", default=2)
CELERY_TIMEZONE = "UTC"

# Mail ---------------------------------------------------------------------------------------------
EMAIL_FILE_PATH = VAR_DIR / "mail"  # development: nothing leaves the machine; shown at /dev/mail/
if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "vendortrack.devmail.FolderBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)  # seconds for one operation of the mail server
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=900)  # longer than a task may take: 900 > 600 > 30
PLAN_SECONDS = env.int("PLAN_SECONDS", default=120)  # how often it is written down what has come due
MORNING_HOUR = env.int("MORNING_HOUR", default=7)  # when a person's digest goes, in that person's time zone
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="") or f"vendortrack@{urlsplit(BASE_URL).hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# People -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # who signs in is told when a password or a second factor changes
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator names the person and the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator has named the address
MFA_TOTP_ISSUER = "VendorTrack"
USERSESSIONS_TRACK_ACTIVITY = False  # it would write to the database at every request
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# In front of us, and what browsers are told ---------------------------------------------------------
PROXIES = env.int("PROXIES", default=0 if DEBUG else 1)  # how many reverse proxies stand before us
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "vendortrack" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Machines -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["sharing.api.parsing.ModestJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "EXCEPTION_HANDLER": "sharing.api.problems.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "VendorTrack",
    "DESCRIPTION": "May this data go to this vendor now?",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Logs: what happened, never to whom -----------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG  # a wake-up that went well is not worth a line
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = logs.config(level=LOG_LEVEL, for_people=DEBUG)
logs.configure()
