"""The console command: every room's commands under one name."""

import os
from importlib import import_module

import click

# name of the command -> where it is; loaded only when asked for, so that the start stays quick
COMMANDS = {
    "adt": "casewright.hl7.commands:adt",
    "audit": "casewright.audit.commands:audit",
    "clocks": "casewright.clocks.commands:clocks",
    "demo": "casewright.demo.commands:demo",
    "fhir": "casewright.fhir.commands:fhir",
    "jobs": "casewright.config.timed:jobs",
    "routes": "casewright.config.running:routes",
    "seed": "casewright.demo.commands:seed",
    "selfcheck": "casewright.desk.selfcheck:selfcheck",
    "serve": "casewright.config.starting:serve",
    "setup": "casewright.config.running:setup",
    "status": "casewright.desk.commands:status",
    "stays": "casewright.transitions.commands:stays",
    "user": "casewright.security.commands:user",
    "worker": "casewright.config.running:worker",
    "worklist": "casewright.desk.commands:worklist",
}
# It starts others first, and opens the rooms when it needs them.
OPENS_ROOMS_ITSELF = "serve"


class Rooms(click.Group):
    """Finds a command in its room; settings are read first, the rooms are opened next."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's shape
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's shape
        if cmd_name not in COMMANDS:
            return None
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
        if cmd_name == "demo":
            os.environ["CASEWRIGHT_DEMO"] = "1"
        if cmd_name != OPENS_ROOMS_ITSELF:
            import_module("django").setup()
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Rooms)
@click.version_option(package_name="casewright")
def main() -> None:
    """Casewright: the workbench of a health-care case manager."""
