"""Why a record was withdrawn is a kind (docs/rulings.md, 552, 583); its words told it before, and are read once more."""

from django.db import migrations, models

_KINDS = [
    ("changed", "决定依法变更"), ("annulled", "决定被撤销"), ("unlawful", "决定被确认违法"), ("void", "决定被确认无效"), ("mistake", "报送有误"),
    ("replaced", "同号文书以另一记录为准"),
]  # fmt: skip
# What the desk offered stands first in its words; else a word for what became of the decision, and without one it was a mistake. The owner alone can do that, here.
TOLD = """
ALTER TABLE records_withdrawal DISABLE TRIGGER USER;
UPDATE records_withdrawal SET kind = CASE WHEN reason ~ '^同号文书' THEN 'replaced'
    WHEN reason ~ '^报送有误' THEN 'mistake' WHEN reason ~ '^决定依法变更' THEN 'changed' WHEN reason ~ '^决定被撤销' THEN 'annulled'
    WHEN reason ~ '^决定被确认违法' THEN 'unlawful' WHEN reason ~ '^决定被确认无效' THEN 'void'
    WHEN reason ~ '撤销' THEN 'annulled' WHEN reason ~ '变更' THEN 'changed' WHEN reason ~ '违法' THEN 'unlawful' WHEN reason ~ '无效' THEN 'void' ELSE 'mistake' END;
ALTER TABLE records_withdrawal ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0009_list_in_key"),
    ]

    operations = [
        migrations.AddField("withdrawal", "kind", models.CharField(choices=_KINDS, max_length=10, null=True, verbose_name="撤回事由")),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
        migrations.AlterField("withdrawal", "kind", models.CharField(choices=_KINDS, max_length=10, verbose_name="撤回事由")),
        migrations.AddConstraint("withdrawal", models.CheckConstraint(condition=models.Q(("kind__in", [kind for kind, _ in _KINDS])), name="records_withdrawal_kind")),
    ]
