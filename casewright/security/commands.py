"""`casewright user add`, `off`, `password` and `let-in`: accounts from the command line."""

import secrets
import sys

import click

from casewright.foundation.commands import answer, json_flag
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now
from casewright.security.actions import (
    add_user,
    end_user,
    ensure_service,
    give_password,
    let_in_again,
    make_first_administrator,
)
from casewright.security.models import Team, User


def operator() -> User:
    """Whoever can run commands on this machine; the trail calls them `console`."""
    return ensure_service(name="console", title="Command line", at=now(), role="administrator")


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("name")
@click.option("--full-name", default="", help="The name colleagues see.")
@click.option("--role", "roles", multiple=True, help="A role; may be given several times.")
@click.option("--team", "teams", multiple=True, help="A team's name; may be given several times.")
@click.option("--password-from-stdin", is_flag=True, help="Read the password from standard input.")
@json_flag
def add(
    name: str,
    full_name: str,
    roles: tuple[str, ...],
    teams: tuple[str, ...],
    *,
    password_from_stdin: bool,
    as_json: bool,
) -> None:
    """Make an account. Without a given password one is made and shown once."""
    password = sys.stdin.readline().rstrip("\n") if password_from_stdin else _words()
    try:
        if roles == ("administrator",) and not User.objects.filter(kind="staff").exists():
            made = make_first_administrator(username=name, password=password, at=now())
        else:
            made = add_user(
                by=operator(),
                username=name,
                full_name=full_name or name,
                roles=roles,
                teams=_teams(teams),
                password=password,
                at=now(),
            )
    except Refused as refusal:
        answer({"reasons": [str(refusal)]}, words=[str(refusal)], as_json=as_json, refused=True)
    shown = {} if password_from_stdin else {"password": password}
    words = [f"{name} can sign in now."] + [f"Password, shown once: {p}" for p in shown.values()]
    answer({"user": made.username, "roles": list(roles), **shown}, words=words, as_json=as_json)


@user.command()
@click.argument("name")
@json_flag
def off(name: str, *, as_json: bool) -> None:
    """End an account: its sessions and places end in the same moment."""
    leaver = User.objects.filter(username__iexact=name, is_active=True).first()
    if leaver is None:
        why = f"There is no account {name} that could be ended."
        answer({"reasons": [why]}, words=[why], as_json=as_json, refused=True)
        return
    end_user(by=operator(), user=leaver, at=now())
    answer(
        {"user": name, "ended": True}, words=[f"{name} is signed out everywhere."], as_json=as_json
    )


@user.command()
@click.argument("name")
@click.option("--password-from-stdin", is_flag=True, help="Read the password from standard input.")
@json_flag
def password(name: str, *, password_from_stdin: bool, as_json: bool) -> None:
    """Give a new password to somebody who lost theirs; it is shown once, and their sessions end."""
    words = sys.stdin.readline().rstrip("\n") if password_from_stdin else _words()
    whose = User.objects.filter(username__iexact=name, is_active=True).first()
    try:
        if whose is None:
            raise Refused(f"There is no account {name} that could be given a password.")
        give_password(by=operator(), user=whose, password=words)
    except Refused as refusal:
        answer({"reasons": [str(refusal)]}, words=[str(refusal)], as_json=as_json, refused=True)
        return
    shown = {} if password_from_stdin else {"password": words}
    told = [f"{name} can sign in with the new password, and with no other."]
    told += [f"Password, shown once: {one}" for one in shown.values()]
    answer({"user": name, **shown}, words=told, as_json=as_json)


@user.command("let-in")
@click.argument("name")
@json_flag
def let_in(name: str, *, as_json: bool) -> None:
    """Open an account that too many wrong passwords had locked."""
    locked = User.objects.filter(username__iexact=name, is_active=True).first()
    if locked is None:
        why = f"There is no account {name} that could be opened again."
        answer({"reasons": [why]}, words=[why], as_json=as_json, refused=True)
        return
    let_in_again(by=operator(), user=locked)
    answer({"user": name, "let_in": True}, words=[f"{name} can sign in again."], as_json=as_json)


def _teams(names: tuple[str, ...]) -> list[Team]:
    found = list(Team.objects.filter(name__in=names))
    if missing := set(names) - {team.name for team in found}:
        raise Refused(f"No such team: {', '.join(sorted(missing))}.")
    return found


def _words() -> str:
    """A password long enough to stand alone."""
    return "-".join(secrets.token_hex(2) for _ in range(5))
