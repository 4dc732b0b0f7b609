"""Every address of the house, room by room."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("casewright.desk.urls")),
]

handler400 = "casewright.desk.errors.not_understood"
handler404 = "casewright.desk.errors.not_found"
handler500 = "casewright.desk.errors.broken"
