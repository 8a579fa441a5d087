-- 公示记录只增; and the defence in depth of the shelf: an adverse row stands on a warrant of this very
-- subject and end, for this very record, whoever writes it.
DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['publicity_publication', 'publicity_closing', 'publicity_run'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS append_only ON %I', kept);
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION law_append_only()', kept);
    END LOOP;
END $$;
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
