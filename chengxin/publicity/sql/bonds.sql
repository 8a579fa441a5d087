-- 公示记录只增; and the defence in depth of the shelf: an adverse row stands on a warrant of this very
-- subject and end, for this very record, whoever writes it.
SELECT ground_keep('publicity_publication', 'publicity_closing', 'publicity_run');
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'publicity_line_warrant_fk') THEN
        ALTER TABLE publicity_line
            ADD CONSTRAINT publicity_line_warrant_fk FOREIGN KEY (warrant, subject_id, term_ends) REFERENCES law_warrant (id, subject_id, ends_on),
            ADD CONSTRAINT publicity_line_fact_fk FOREIGN KEY (warrant, record_id) REFERENCES law_warrantfact (warrant_id, record_id),
            ADD CONSTRAINT publicity_line_record_fk FOREIGN KEY (record_id, subject_id) REFERENCES records_record (id, subject_id),
            ADD CONSTRAINT publicity_line_nature_fk FOREIGN KEY (item, nature) REFERENCES catalogue_item (code, nature);
        ALTER TABLE publicity_publication
            ADD CONSTRAINT publicity_publ_warrant_fk FOREIGN KEY (warrant_id, subject_id, term_ends) REFERENCES law_warrant (id, subject_id, ends_on),
            ADD CONSTRAINT publicity_publ_fact_fk FOREIGN KEY (warrant_id, record_id) REFERENCES law_warrantfact (warrant_id, record_id),
            ADD CONSTRAINT publicity_publ_nature_fk FOREIGN KEY (item, nature) REFERENCES catalogue_item (code, nature),
            ADD CONSTRAINT publicity_publ_warranted CHECK (nature = 'benign' OR (warrant_id IS NOT NULL AND term_ends IS NOT NULL));
    END IF;
END $$;

-- What is shown of a record is of the record's own item and subject, and an adverse line rests on a warrant of the very power that
-- publishes its item. Keys cannot say it without one more index over every record; here each statement is looked at once, as a set.
-- The trigger's argument: the column of the warrant.
CREATE OR REPLACE FUNCTION publicity_bound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_loose bigint;
BEGIN
    EXECUTE format('SELECT f.record_id FROM fresh f JOIN records_record r ON r.id = f.record_id JOIN catalogue_item i ON i.code = r.item_id LEFT JOIN law_warrant w ON w.id = f.%I
        WHERE f.item <> r.item_id OR f.subject_id IS DISTINCT FROM r.subject_id OR (i.nature <> ''benign'' AND w.power_id IS DISTINCT FROM i.power) LIMIT 1', TG_ARGV[0]) INTO v_loose;
    IF v_loose IS NOT NULL THEN
        RAISE EXCEPTION 'record % would be shown as what it is not, or under a power that does not publish it', v_loose USING ERRCODE = 'CX047';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS bound ON publicity_publication;
CREATE TRIGGER bound AFTER INSERT ON publicity_publication REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_bound('warrant_id');
DROP TRIGGER IF EXISTS bound ON publicity_line;
CREATE TRIGGER bound AFTER INSERT ON publicity_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_bound('warrant');
DROP TRIGGER IF EXISTS bound_still ON publicity_line;
CREATE TRIGGER bound_still AFTER UPDATE ON publicity_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_bound('warrant');

DROP FUNCTION IF EXISTS law_append_only(), records_append_only();  -- one of ground serves every room since
