"""The pages of the public site."""

from django.urls import path, re_path

from chengxin.doors.portal.pages import about, catalogue, home, law, line, punctuality, search, subject

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    re_path(r"^subject/(?P<code>[0-9A-Z]{18})$", subject.subject, name="subject"),
    path("line/<int:number>", line.line, name="line"),
    path("catalogue", catalogue.catalogue_list, name="catalogue"),
    path("catalogue/<slug:code>", catalogue.catalogue_item, name="catalogue-item"),
    path("catalogue/<slug:code>/template.xlsx", catalogue.catalogue_template, name="catalogue-template"),
    path("catalogue/<slug:code>/<slug:kind>.json", catalogue.catalogue_schema, name="catalogue-schema"),
    path("law", law.law_list, name="law"),
    path("law/<slug:code>", law.law_instrument, name="law-instrument"),
    path("law/<slug:code>/<str:number>", law.law_article, name="law-article"),
    path("punctuality", punctuality.punctuality, name="punctuality"),
    path("punctuality.csv", punctuality.punctuality_csv, name="punctuality-csv"),
    path("about", about.about, name="about"),
]
