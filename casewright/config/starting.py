"""`serve`: the web server starts at once, and the rooms are opened here while it starts."""

import os
from importlib import import_module

import click
import django
from django.conf import settings

from casewright.config.counted import COUNT_IN, folder_to_count_in
from casewright.config.parts import web_part


@click.command()
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option(
    "--port", type=int, envvar="CASEWRIGHT_PORT", default=8000, help="The port to listen on."
)
@click.option("--workers", type=int, default=2, help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Run the web server and the worker until stopped; a part that is killed is started again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    # A setting that is missing is said here, once.
    _ = settings.SECRET_KEY
    with folder_to_count_in() as folder:
        web = web_part(host, port, workers)
        web.also[COUNT_IN] = str(folder)
        web.start()
        try:
            django.setup()
            serving = import_module("casewright.config.serving")
            serving.demand_a_prepared_database()
            click.echo(f"Casewright answers at http://{host}:{port}/")
            serving.run(web)
        finally:
            web.end()
