"""资讯: the articles of the site: written by one, reviewed by another, public by a view."""
