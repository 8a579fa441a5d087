"""限量: that nobody takes the site for themselves, or away page by page; what a reader can do in an evening is far below (decision 0039)."""
