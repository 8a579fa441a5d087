"""历次比对: what arrived beside what was known before; notices, because the rows have joined.

The columns of a row: ``line``; as it came, ``name said_kind fine held_on`` (the kind of subject in the table's own
words), ``received_on`` and ``given_end`` (the end the row tells, as the law reads it: a day as text, null where it tells none);
``fate`` (accepted, unchanged, correction); and of its subject before this batch, null where nothing was known: ``known_kind
known_name status founded`` (the register's kind, latest name, status in its own words, founding day), ``amount_before`` and
``end_before`` (what the corrected version told as its fine and its end). Rows of subjects that were unknown, and of natural
persons, are not among them.
"""

import pyarrow as pa

COLUMNS = pa.schema({
    "line": pa.int32(), "name": pa.string(), "said_kind": pa.string(), "fine": pa.string(), "held_on": pa.date32(), "received_on": pa.date32(), "given_end": pa.string(), "fate": pa.string(),
    "known_kind": pa.string(), "known_name": pa.string(), "status": pa.string(), "founded": pa.date32(), "amount_before": pa.string(), "end_before": pa.string(),
})  # fmt: skip
