"""A few addresses of this room's tests alone: one for each way through the gate."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from casewright.foundation.errors import NotPermitted
from casewright.people.access import SEARCH, SEE_PERSON, fetch_person
from casewright.people.models import Person
from casewright.security.access import MANAGE_ACCOUNTS
from casewright.security.gate import StaffRequest, open_to_all, opens, opens_page


@opens(SEE_PERSON, fetch_person)
def person(request: StaffRequest, record: Person) -> HttpResponse:
    return HttpResponse(record.display_name)


@opens_page(SEARCH)
def search(request: StaffRequest) -> HttpResponse:
    return HttpResponse("search")


@opens_page(MANAGE_ACCOUNTS)
def accounts(request: StaffRequest) -> HttpResponse:
    return HttpResponse("accounts")


@opens(SEE_PERSON, fetch_person)
def deed(request: StaffRequest, record: Person) -> HttpResponse:
    raise NotPermitted("people.merge")


@open_to_all("It is about nobody.")
def anybody(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = str(uuid4())
    return HttpResponse("anybody")


NOBODY = UUID(int=0)

urlpatterns = [
    path("person/<uuid:key>/", person, name="person"),
    path("search/", search, name="search"),
    path("accounts-page/", accounts, name="accounts"),
    path("deed/<uuid:key>/", deed, name="deed"),
    path("anybody/", anybody, name="anybody"),
    path("accounts/", include("allauth.urls")),
    path("", anybody, name="today"),
]
