"""The house's addresses, and one page that does nothing but know who is asking."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from casewright.config.urls import handler400, handler404, handler500
from casewright.config.urls import urlpatterns as house

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


def hello(request: HttpRequest) -> HttpResponse:
    """The unit of measure: an authenticated page without a query of its own."""
    return HttpResponse(f"hello {request.user.pk}")


urlpatterns = [*house, path("bench-hello/", hello)]
