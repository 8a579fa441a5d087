"""神谕 oracle: what the public sees on a day, worked out once more in plain Python from the files that organs sent and what officers did.

Written from the rulings (``docs/rulings.md``) and the notes they rest on, not from the code: nothing of ``chengxin`` is imported, no
database is asked. What it shares with the code is data: the catalogue's items, the sources' column names, the district's file, the code sets.
Read ``rows.py``, ``covering.py``, ``public.py``.
"""
