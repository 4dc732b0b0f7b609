"""The guard that lets a page that is read change nothing."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path

from casewright.audit.actions import record
from casewright.people.models import Person
from conftest import NOW
from tests.guards.reading import table_written, watched

pytestmark = pytest.mark.django_db


def writes(request: HttpRequest) -> HttpResponse:
    Person.objects.create(display_name="Rosa", sort_name="rosa", registered_at=NOW)
    return HttpResponse()


def looks(request: HttpRequest) -> HttpResponse:
    record(None, "people.seen")
    return HttpResponse(Person.objects.count())


urlpatterns = [path("writes/", writes), path("looks/", looks)]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_writes_when_it_is_read_fails(client: Client) -> None:
    with pytest.raises(pytest.fail.Exception, match="people_person"):
        client.get("/writes/")
    with pytest.raises(pytest.fail.Exception, match="people_person"):
        client.head("/writes/")


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_is_posted_to_may_write(client: Client) -> None:
    assert client.post("/writes/").status_code == 200


@override_settings(ROOT_URLCONF=__name__)
def test_the_look_itself_may_be_written_down(client: Client) -> None:
    assert client.get("/looks/").status_code == 200


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ('INSERT INTO "tasks_task" ("id") VALUES (1)', "tasks_task"),
        ('INSERT OR IGNORE INTO "security_user_roles" VALUES (1)', "security_user_roles"),
        ("update tasks_task set x = 1", "tasks_task"),
        ('DELETE FROM "tasks_task"', "tasks_task"),
        ('SELECT "tasks_task"."id" FROM "tasks_task" FOR UPDATE', ""),
        ("SAVEPOINT s1", ""),
    ],
)
def test_a_statement_names_the_table_it_writes_to(statement: str, table: str) -> None:
    assert table_written(statement) == table


def test_raw_statements_are_watched_too() -> None:
    with watched() as written, connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_searchkey")
    assert written == ["people_searchkey"]
