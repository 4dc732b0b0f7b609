"""Settings: read from variables that begin with CASEWRIGHT_, with safe defaults.

What each variable means is in OPERATING.md. Nothing here guesses a secret: outside the demo a
missing key stops the start with a sentence.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from casewright.config.mail import mail_from
from casewright.config.secrets import secret_key
from casewright.config.when import frozen_at

PACKAGE = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("CASEWRIGHT_HOME", "./var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)

DEMO = os.environ.get("CASEWRIGHT_DEMO", "") == "1" or (HOME / "demo").exists()
DEBUG = False
TESTING = os.environ.get("PYTEST_VERSION") is not None
SECRET_KEY = secret_key(os.environ, HOME, may_make_one=DEMO or TESTING)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "Casewright needs a secret key. Set CASEWRIGHT_SECRET_KEY, or CASEWRIGHT_SECRET_KEY_FILE "
        "to a file that holds one; `openssl rand -base64 48` makes one."
    )

ALLOWED_HOSTS = os.environ.get("CASEWRIGHT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CASEWRIGHT_ORIGINS", "").split(",") if origin
]
SERVED_OVER_TLS = os.environ.get("CASEWRIGHT_TLS", "0" if DEMO or TESTING else "1") == "1"

TIME_ZONE = os.environ.get("CASEWRIGHT_TIME_ZONE", "America/New_York")
HOLIDAYS = os.environ.get("CASEWRIGHT_HOLIDAYS", "US")
FROZEN_AT = frozen_at(os.environ, HOME, TIME_ZONE)
USE_TZ = True
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
USE_I18N = True

IDLE_MINUTES = int(os.environ.get("CASEWRIGHT_IDLE_MINUTES", "30"))
ABSOLUTE_HOURS = int(os.environ.get("CASEWRIGHT_ABSOLUTE_HOURS", "12"))

# How many servers of our own stand before this one and add whom they speak for to X-Forwarded-For.
TRUSTED_PROXIES = int(os.environ.get("CASEWRIGHT_TRUSTED_PROXIES", "0"))

# Whoever shows it may read /metrics; without one only this machine itself may.
METRICS_TOKEN = os.environ.get("CASEWRIGHT_METRICS_TOKEN", "")

# Hospital messages over MLLP (`casewright adt listen`)
HL7_ALLOW = os.environ.get("CASEWRIGHT_HL7_ALLOW", "")
HL7_TLS_CERT = os.environ.get("CASEWRIGHT_HL7_TLS_CERT", "")
HL7_TLS_KEY = os.environ.get("CASEWRIGHT_HL7_TLS_KEY", "")
HL7_TLS_CLIENT_CA = os.environ.get("CASEWRIGHT_HL7_TLS_CLIENT_CA", "")
HL7_MOST_BYTES = int(os.environ.get("CASEWRIGHT_HL7_MOST_BYTES", "1048576"))
HL7_IDLE_SECONDS = float(os.environ.get("CASEWRIGHT_HL7_IDLE_SECONDS", "3600"))
HL7_MESSAGE_SECONDS = float(os.environ.get("CASEWRIGHT_HL7_MESSAGE_SECONDS", "30"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "casewright.foundation",
    "casewright.audit",
    "casewright.security",
    "casewright.resources",
    "casewright.people",
    "casewright.chart",
    "casewright.cases",
    "casewright.worklog",
    "casewright.clocks",
    "casewright.tasks",
    "casewright.contacts",
    "casewright.transitions",
    "casewright.hl7",
    "casewright.fhir",
    "casewright.desk",
    "casewright.demo",
]

MIDDLEWARE = [
    "casewright.foundation.measuring.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casewright.audit.middleware.RequestContext",
    "casewright.foundation.patience.Patience",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "casewright.security.middleware.SignedIn",
    "casewright.security.middleware.RecordPagesAreNotKept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "casewright.config.urls"
WSGI_APPLICATION = "casewright.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [PACKAGE / room / "templates" for room in ("desk", "people", "contacts", "tasks")],
        "OPTIONS": {
            "environment": "casewright.desk.pages.environment",
            "extensions": ["jinja2.ext.i18n"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "accounts",
        "DIRS": [PACKAGE / "security" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casewright.security.context.demo_banner",
            ]
        },
    },
]

_address = os.environ.get("CASEWRIGHT_DATABASE_URL") or f"sqlite:///{HOME / 'casewright.sqlite3'}"
# A connection is kept from one request to the next: making one anew costs more than most pages.
DATABASES = {"default": dj_database_url.parse(_address, conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A database that is gone is noticed within seconds, also where its machine says nothing more.
    DATABASES["default"]["OPTIONS"] = {
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        # To compile a plan takes longer than any statement here runs.
        "options": "-c jit=off",
        # From the third time on a statement of `foundation.prepared` is kept planned.
        "prepare_threshold": 2,
        **DATABASES["default"].get("OPTIONS", {}),
        "connect_timeout": 2,
        "tcp_user_timeout": 4000,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(HOME / "cache"),
    }
}

# Background work
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Who signs in, and for how long
AUTH_USER_MODEL = "security.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SESSION_ENGINE = "casewright.security.sessions"
# A session is kept beyond its limit, in which nobody is signed in any more: it still names whose
# screen it was, so that what they were typing can be kept as their draft.
SESSION_COOKIE_AGE = 2 * ABSOLUTE_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_TLS
SESSION_COOKIE_NAME = "__Host-session" if SERVED_OVER_TLS else "casewright-session"
CSRF_COOKIE_NAME = "__Host-csrf" if SERVED_OVER_TLS else "casewright-csrf"
CSRF_FAILURE_VIEW = "casewright.desk.errors.form_expired"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    # NIST SP 800-63B-4: fifteen characters where a password stands alone; a blocklist; no
    # composition rules and no periodic change.
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "casewright.security.passwords.NotAWellKnownPassword"},
]
ACCOUNT_ADAPTER = "casewright.security.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Casewright"

# Digests as mail: off unless a server is named
_mail = mail_from(os.environ)
MAIL_ON, MAIL_DECLINED = _mail.is_on, _mail.is_declined
MAIL_FROM, MAIL_LINK = _mail.sender, _mail.link
EMAIL_BACKEND = _mail.backend
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starts_tls, _mail.speaks_tls
EMAIL_TIMEOUT = _mail.seconds

# What a browser is told
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SERVED_OVER_TLS
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED_OVER_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED_OVER_TLS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whatever serves it warns where it is missing
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

MIGRATION_MODULES: dict[str, str] = {}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "casewright.foundation.logs.Line"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["err"], "level": "WARNING"},
    "loggers": {
        "casewright": {"level": "INFO"},
        "casewright.request": {"level": "WARNING" if TESTING else "INFO"},
        "django.request": {"level": "ERROR"},
    },
}
