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
-- publishes the item, for this record, subject and end; a line says what its publication says. Each statement is looked at once, as a set: a key
-- for each of a dozen references cost more than all the rest of a publication (docs/decisions/0029), and keys cannot say all of it.
-- Each row's own are looked up by their keys: joined as sets, they were joined each with each while statistics were young (docs/decisions/0044).
CREATE OR REPLACE FUNCTION publicity_loose(p_record bigint) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF p_record IS NOT NULL THEN
        RAISE EXCEPTION 'record % would be shown as what it is not, or under a power that does not publish it', p_record USING ERRCODE = 'CX047';
    END IF;
END $$;

DROP TRIGGER IF EXISTS bound ON publicity_publication;
DROP TRIGGER IF EXISTS bound ON publicity_line;
DROP TRIGGER IF EXISTS bound_still ON publicity_line;
DROP FUNCTION IF EXISTS publicity_bound();
CREATE OR REPLACE FUNCTION publicity_publication_bound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$  -- the plan is kept, also one that was made for empty tables
BEGIN
    PERFORM publicity_loose((SELECT f.record_id FROM fresh f
        LEFT JOIN LATERAL (SELECT x.id, x.item_id, x.subject_id FROM records_record x WHERE x.id = f.record_id LIMIT 1) r ON true
        LEFT JOIN LATERAL (SELECT x.record_id FROM records_version x WHERE x.id = f.version_id LIMIT 1) v ON true
        LEFT JOIN LATERAL (SELECT x.nature, x.power FROM catalogue_item x WHERE x.code = f.item LIMIT 1) i ON true
        LEFT JOIN LATERAL (SELECT x.id, x.power_id, x.subject_id, x.ends_on FROM law_warrant x WHERE x.id = f.warrant_id LIMIT 1) w ON true
        LEFT JOIN LATERAL (SELECT x.record_id FROM law_warrantfact x WHERE x.warrant_id = f.warrant_id AND x.record_id = f.record_id LIMIT 1) k ON true
        WHERE r.id IS NULL OR f.item <> r.item_id OR f.subject_id IS DISTINCT FROM r.subject_id OR v.record_id IS DISTINCT FROM f.record_id OR f.nature IS DISTINCT FROM i.nature
            OR (f.nature <> 'benign' AND (w.power_id IS DISTINCT FROM i.power OR w.id IS NULL))
            OR (f.warrant_id IS NOT NULL AND (k.record_id IS NULL OR w.subject_id <> f.subject_id OR w.ends_on IS DISTINCT FROM f.term_ends)) LIMIT 1));
    RETURN NULL;
END $$;
CREATE TRIGGER bound AFTER INSERT ON publicity_publication REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_publication_bound();

CREATE OR REPLACE FUNCTION publicity_line_bound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$  -- the plan is kept, also one that was made for empty tables
BEGIN
    PERFORM publicity_loose((SELECT f.record_id FROM fresh f
        LEFT JOIN LATERAL (SELECT x.record_id, x.item, x.nature, x.subject_id, x.warrant_id, x.term_ends FROM publicity_publication x WHERE x.id = f.publication_id LIMIT 1) p ON true
        LEFT JOIN LATERAL (SELECT x.id FROM publicity_basis x WHERE x.id = f.basis_id LIMIT 1) b ON true
        WHERE (p.record_id, p.item, p.nature, p.subject_id, p.warrant_id, p.term_ends) IS DISTINCT FROM (f.record_id, f.item, f.nature, f.subject_id, f.warrant, f.term_ends)
            OR (f.nature <> 'benign' AND b.id IS NULL) LIMIT 1));
    RETURN NULL;
END $$;
CREATE TRIGGER bound AFTER INSERT ON publicity_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_line_bound();
CREATE TRIGGER bound_still AFTER UPDATE ON publicity_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_line_bound();

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
