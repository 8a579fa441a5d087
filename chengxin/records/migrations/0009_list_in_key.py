"""Which list an entry stands in is part of its key (docs/rulings.md, 582): one number in two lists is two entries."""

from django.db import migrations, models

# What stands keeps its record, in the list that its latest version tells. The owner alone can do that, here.
FILLED = """
ALTER TABLE records_record DISABLE TRIGGER USER;
UPDATE records_record r SET list_kind = coalesce((
    SELECT string_agg(k.word, '；' ORDER BY k.n)
    FROM (SELECT v.traits FROM records_version v WHERE v.record_id = r.id ORDER BY EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = v.batch), v.id DESC LIMIT 1) v
    CROSS JOIN LATERAL jsonb_array_elements_text(v.traits -> 'kinds') WITH ORDINALITY AS k(word, n)), '')
WHERE r.item_id IN ('serious_list', 'abnormal_operation');
ALTER TABLE records_record ENABLE TRIGGER USER;
"""
KEYS = {"records_record_linked": ("subject", False), "records_record_unlinked": ("party", True)}


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0008_number_key"),
    ]

    operations = [
        migrations.AddField("arrival", "list_kind", models.CharField(db_default="", default="", max_length=400, verbose_name="名单种类")),
        migrations.AddField(
            "record",
            "list_kind",
            models.CharField(db_default="", default="", help_text="part of the key; empty where the item's key has no list", max_length=400, verbose_name="名单种类"),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        *(migrations.RemoveConstraint("record", name) for name in KEYS),
        *(
            migrations.AddConstraint(
                "record",
                models.UniqueConstraint(condition=models.Q(subject__isnull=unlinked), fields=(whose, "item", "document_number", "organ_code", "list_kind"), name=name),
            )
            for name, (whose, unlinked) in KEYS.items()
        ),
    ]
