-- 公示记录只增; and the defence in depth of the shelf: an adverse row stands on a warrant of this very
-- subject and end, for this very record, whoever writes it.
SELECT ground_keep('publicity_publication', 'publicity_closing', 'publicity_run', 'publicity_basis');
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'publicity_line_warrant_fk') THEN
        ALTER TABLE publicity_line ADD CONSTRAINT publicity_line_warrant_fk FOREIGN KEY (warrant, subject_id, term_ends) REFERENCES law_warrant (id, subject_id, ends_on);
        ALTER TABLE publicity_publication
            ADD CONSTRAINT publicity_publ_warrant_fk FOREIGN KEY (warrant_id, subject_id, term_ends) REFERENCES law_warrant (id, subject_id, ends_on),
            ADD CONSTRAINT publicity_publ_warranted CHECK (nature = 'benign' OR (warrant_id IS NOT NULL AND term_ends IS NOT NULL));
    END IF;
END $$;

-- What is shown of a record is of the record's own item, subject and version, and what is adverse rests on a warrant of the very power that
-- publishes the item, for this record, subject and end. Each statement is looked at once, as a set: a key for each of a dozen references
-- cost more than all the rest of a publication (docs/decisions/0029), and keys cannot say all of it.
CREATE OR REPLACE FUNCTION publicity_bound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_loose bigint;
BEGIN
    -- Each row's own are looked up by their keys: joined as sets, they were joined each with each while statistics were young (docs/decisions/0044).
    EXECUTE format('SELECT f.record_id FROM fresh f
        LEFT JOIN LATERAL (SELECT x.id, x.item_id, x.subject_id FROM records_record x WHERE x.id = f.record_id LIMIT 1) r ON true
        LEFT JOIN LATERAL (SELECT x.nature, x.power FROM catalogue_item x WHERE x.code = f.item LIMIT 1) i ON true
        LEFT JOIN LATERAL (SELECT x.id, x.power_id, x.subject_id, x.ends_on FROM law_warrant x WHERE x.id = f.%1$I LIMIT 1) w ON true
        LEFT JOIN LATERAL (SELECT x.record_id FROM law_warrantfact x WHERE x.warrant_id = f.%1$I AND x.record_id = f.record_id LIMIT 1) k ON true %2$s
        WHERE r.id IS NULL OR f.item <> r.item_id OR f.subject_id IS DISTINCT FROM r.subject_id OR f.nature IS DISTINCT FROM i.nature
            OR (f.nature <> ''benign'' AND (w.power_id IS DISTINCT FROM i.power OR w.id IS NULL))
            OR (f.%1$I IS NOT NULL AND (k.record_id IS NULL OR w.subject_id <> f.subject_id OR w.ends_on IS DISTINCT FROM f.term_ends)) OR %3$s LIMIT 1', VARIADIC TG_ARGV) INTO v_loose;
    IF v_loose IS NOT NULL THEN
        RAISE EXCEPTION 'record % would be shown as what it is not, or under a power that does not publish it', v_loose USING ERRCODE = 'CX047';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS bound ON publicity_publication;
CREATE TRIGGER bound AFTER INSERT ON publicity_publication REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_bound(
    'warrant_id', 'LEFT JOIN LATERAL (SELECT x.record_id FROM records_version x WHERE x.id = f.version_id LIMIT 1) v ON true', 'v.record_id IS DISTINCT FROM f.record_id');
DROP TRIGGER IF EXISTS bound ON publicity_line;
CREATE TRIGGER bound AFTER INSERT ON publicity_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_bound(
    'warrant', 'LEFT JOIN LATERAL (SELECT x.record_id, x.warrant_id FROM publicity_publication x WHERE x.id = f.publication_id LIMIT 1) p ON true
     LEFT JOIN LATERAL (SELECT x.id FROM publicity_basis x WHERE x.id = f.basis_id LIMIT 1) b ON true',
    'p.record_id IS DISTINCT FROM f.record_id OR p.warrant_id IS DISTINCT FROM f.warrant OR (f.nature <> ''benign'' AND b.id IS NULL)');
DROP TRIGGER IF EXISTS bound_still ON publicity_line;
CREATE TRIGGER bound_still AFTER UPDATE ON publicity_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_bound(
    'warrant', 'LEFT JOIN LATERAL (SELECT x.record_id, x.warrant_id FROM publicity_publication x WHERE x.id = f.publication_id LIMIT 1) p ON true
     LEFT JOIN LATERAL (SELECT x.id FROM publicity_basis x WHERE x.id = f.basis_id LIMIT 1) b ON true',
    'p.record_id IS DISTINCT FROM f.record_id OR p.warrant_id IS DISTINCT FROM f.warrant OR (f.nature <> ''benign'' AND b.id IS NULL)');

-- The nature of an item under which something was shown does not change. (Records, versions, subjects, warrants and items that are referred to stay by triggers and keys of their own.)
CREATE OR REPLACE FUNCTION publicity_nature_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM publicity_publication WHERE item = OLD.code) THEN
        RAISE EXCEPTION 'item % was shown as %', OLD.code, OLD.nature USING ERRCODE = 'CX031';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS nature_stays ON catalogue_item;
CREATE TRIGGER nature_stays BEFORE UPDATE OF nature, code ON catalogue_item FOR EACH ROW WHEN (OLD.nature <> NEW.nature OR OLD.code <> NEW.code) EXECUTE FUNCTION publicity_nature_stays();

DROP FUNCTION IF EXISTS law_append_only(), records_append_only();  -- one of ground serves every room since
