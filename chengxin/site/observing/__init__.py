"""观测: what is known of requests without knowing whom they were about: one line in the log, a few counters, a number to quote."""

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the processes of an instance keep their counters; set by ``serve`` for its children
