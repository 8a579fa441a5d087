"""The pages of the public site."""

from django.urls import path, re_path

from chengxin.doors.portal.pages import about, articles, catalogue, guides, home, law, line, search, site, standing, statistics, subject

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    re_path(r"^subject/(?P<code>[0-9A-Z]{18})$", subject.subject, name="subject"),
    path("line/<int:number>", line.line, name="line"),
    path("columns", standing.hub, name="publicity"),
    path("incentives", standing.incentives, name="incentives"),
    path("serious", standing.serious, name="serious"),
    path("commitments", standing.commitments, name="commitments"),
    path("data", standing.data, name="data"),
    path("articles", articles.listing, name="articles"),
    path("articles/feed.atom", articles.feed, name="articles-feed-all"),
    path("articles/<int:number>", articles.article, name="article"),
    path("articles/<int:number>/<int:file>", articles.file, name="article-file"),
    path("articles/<slug:column>", articles.listing, name="articles-column"),
    path("articles/<slug:column>/feed.atom", articles.feed, name="articles-feed"),
    path("statistics", statistics.statistics, name="statistics"),
    path("statistics/<slug:topic>.csv", statistics.table_csv, name="statistics-csv"),
    path("guide", guides.hub, name="guide"),
    path("guide/<slug:code>", guides.guide, name="guide-page"),
    path("catalogue", catalogue.catalogue_list, name="catalogue"),
    path("catalogue/<slug:code>", catalogue.catalogue_item, name="catalogue-item"),
    path("catalogue/<slug:code>/template.xlsx", catalogue.catalogue_template, name="catalogue-template"),
    path("catalogue/<slug:code>/<slug:kind>.json", catalogue.catalogue_schema, name="catalogue-schema"),
    path("law", law.law_list, name="law"),
    path("law/<slug:code>", law.law_instrument, name="law-instrument"),
    path("law/<slug:code>/<str:number>", law.law_article, name="law-article"),
    path("about", about.about, name="about"),
    path("contact", site.contact, name="contact"),
    path("accessibility", site.accessibility, name="accessibility"),
    path("sitemap", site.site_map, name="site-map"),
]
