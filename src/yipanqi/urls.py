"""Every address of the product is listed by the web floor."""

from django.urls import include, path

urlpatterns = [path("", include("yipanqi.web.urls"))]
