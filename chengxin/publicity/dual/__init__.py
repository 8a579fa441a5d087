"""双公示与其他行政行为: the columns of the public site, their lists, filters and organs."""
