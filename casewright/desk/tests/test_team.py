"""Team: what colleagues and queues hold; load, never a ranking."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casewright.cases.models import Case
from casewright.desk.tests.desk import fill_list, promise, signed_in
from casewright.people.models import Person
from casewright.security.actions import add_user
from casewright.worklog.models import WorkEntry
from conftest import Staff

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 10


def test_each_colleague_is_counted_and_the_queue_says_how_long_it_waits(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Late", now - timedelta(days=1), by=staff.amara, at=now, person=rosa)
    clock = now + timedelta(hours=3)
    promise("Clock", clock, by=staff.amara, at=now, person=rosa, nature="clock")
    friday = now - timedelta(days=4)
    promise("Waits", now, by=staff.ina, at=friday, person=rosa, owner=staff.intake)
    page = signed_in(staff.carmen).get("/team/").content.decode()
    amara = page[page.index("Amara Diallo") :]
    assert ">2</td>" in amara[: amara.index("</tr>")]
    assert 'class="chip late clock-alert">1<' in amara[: amara.index("</tr>")]
    assert 'class="chip now timer">1<' in amara[: amara.index("</tr>")]
    assert "untouched for 2 business days" in page
    assert "Bo Larsen" not in page


def test_a_line_opens_into_its_promises(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Call her", now, by=staff.amara, at=now, person=rosa)
    browser = signed_in(staff.carmen)
    page = browser.get("/team/", {"whose": str(staff.amara.pk)}).content.decode()
    assert "Call her" in page
    assert f'href="/people/{rosa.pk}/"' in page
    assert "Call her" not in browser.get("/team/", {"whose": "nobody"}).content.decode()


def test_a_stranger_and_a_manager_have_no_team_page(staff: Staff) -> None:
    assert signed_in(staff.bo).get("/team/").status_code == 404
    assert signed_in(staff.amara).get("/team/").status_code == 404


def test_minutes_are_shown_only_where_they_could_not_be_one_persons(
    staff: Staff, now: datetime
) -> None:
    span = {"starts_at": now, "ends_at": now + timedelta(minutes=25)}
    WorkEntry.objects.create(worker=staff.amara, kind="payer", **span)
    browser = signed_in(staff.carmen)
    few = browser.get("/team/").content.decode()
    assert "five or more colleagues" in few
    assert "25 minutes" not in few
    add_user(
        by=staff.ada,
        username="lee",
        full_name="Lee Abara",
        roles=["case_manager"],
        teams=[staff.north],
        password=None,
        at=now,
    )
    assert "25 minutes of unseen work by all together" in browser.get("/team/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_team_takes_ten_statements_at_most_however_much_is_open(
    staff: Staff, now: datetime
) -> None:
    taken = []
    signed_in(staff.carmen).get("/team/")  # the count in the bar is remembered for a moment
    for more in (10, 40, 150):
        fill_list(staff.amara, staff.north, more, now)
        browser = signed_in(staff.carmen)
        with CaptureQueriesContext(connection) as statements:
            browser.get("/team/", {"whose": str(staff.amara.pk)})
        taken.append(len(statements))
    assert len(set(taken)) == 1
    assert taken[0] <= MOST_STATEMENTS
