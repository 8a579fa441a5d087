"""数据开放: what is public and weighs on nobody, as files of a day for whoever wants much of it."""
