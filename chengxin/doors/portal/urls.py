"""The pages of the public site."""

from django.urls import path, re_path

from chengxin.doors.portal.pages import about, catalogue, columns, home, law, ledger, line, organs, punctuality, search, subject

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    re_path(r"^subject/(?P<code>[0-9A-Z]{18})$", subject.subject, name="subject"),
    path("line/<int:number>", line.line, name="line"),
    path("publicity", columns.columns, name="columns"),
    path("publicity/<slug:item>", columns.column, name="column"),
    path("publicity/<slug:item>.csv", columns.column_csv, name="column-csv"),
    path("publicity/<slug:item>.atom", columns.column_feed, name="column-feed"),
    path("organs", organs.organs, name="organs"),
    path("organ/<int:number>", organs.organ, name="organ"),
    path("organ/<int:number>.atom", organs.organ_feed, name="organ-feed"),
    path("catalogue", catalogue.catalogue_list, name="catalogue"),
    path("catalogue/<slug:code>", catalogue.catalogue_item, name="catalogue-item"),
    path("catalogue/<slug:code>/template.xlsx", catalogue.catalogue_template, name="catalogue-template"),
    path("catalogue/<slug:code>/<slug:kind>.json", catalogue.catalogue_schema, name="catalogue-schema"),
    path("law", law.law_list, name="law"),
    path("law/<slug:code>", law.law_instrument, name="law-instrument"),
    path("law/<slug:code>/<str:number>", law.law_article, name="law-article"),
    path("ledger", ledger.ledger_home, name="ledger"),
    path("ledger/check", ledger.ledger_check, name="ledger-check"),
    path("ledger/line/<int:number>", ledger.ledger_line, name="ledger-line"),
    path("punctuality", punctuality.punctuality, name="punctuality"),
    path("punctuality.csv", punctuality.punctuality_csv, name="punctuality-csv"),
    path("about", about.about, name="about"),
]
