"""整批核对: over the rows of a whole file that went on; notices, because the rows have joined.

``applies(file)`` tells how many rows the rule has something to say about, ``failing(file, before)`` a table of what is
odd: ``rows`` (how many rows, or how much is missing) and ``line`` (where to look first). ``file`` holds keys, not values:
``line``; ``organ document subject name content`` as numbers that are equal where the texts are, null where there is none
(of names where they are alike but for blanks and the width of brackets);
``series`` and ``serial`` (the document number without its running number, and that number); ``held_on``. ``before`` holds
earlier batches of the source: ``batch rows received_on``. A check with ``WITH_RETURNED = True`` is shown the rows that go back
too; of these only ``line organ series serial`` is told.
"""

import pyarrow as pa

FILE = pa.schema({
    "line": pa.int32(), "organ": pa.int64(), "document": pa.int64(), "subject": pa.int64(), "name": pa.int64(), "content": pa.int64(),
    "series": pa.int64(), "serial": pa.int64(), "held_on": pa.date32(),
})  # fmt: skip
BEFORE = pa.schema({"batch": pa.int64(), "rows": pa.int64(), "received_on": pa.date32()})
