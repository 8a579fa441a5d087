"""The pages of the public site."""

from django.urls import path, re_path

from chengxin.doors.portal.pages import about, home, line, search, subject

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    re_path(r"^subject/(?P<code>[0-9A-Z]{18})$", subject.subject, name="subject"),
    path("line/<int:number>", line.line, name="line"),
    path("about", about.about, name="about"),
]
