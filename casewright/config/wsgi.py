"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from casewright.config.together import SERVED, end_with_web_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
if os.environ.get(SERVED):
    # Inside a web process: its own parent is the web server, which may be killed as well.
    end_with_web_server()
application = get_wsgi_application()
