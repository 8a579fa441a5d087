"""检查: one rule, one file; the module's docstring is the rule. Four levels: field, record, dataset, over time.

A check module has ``CODE`` (what a finding is called), ``ACTION`` (quarantine or notice, ruling 10),
``MESSAGE`` (what the organ reads), ``targets(version)`` (the columns it looks at), ``applies`` and
``passes`` (Ibis expressions over columns, so that the same file runs on any engine). A row to which a
check does not apply has neither passed nor failed.

The columns of a row: every element by its code as normalised text, blank where empty; ``<code>__day``
for dates; and the roles of the item (``name subject_kind subject_code identity document_number
organ_code kinds fine held_on valid_from valid_to``) with ``received_on``.
"""

QUARANTINE = "quarantine"
NOTICE = "notice"
