-- 凭据的引用: what warrants and their facts refer to is there. Checked once for all rows of a statement, for a key of its own for each
-- of eight references costs more than the rest of the kernel's answer (docs/decisions/0023); so much the more is what they refer to
-- never removed or given another number, by the owner neither.
CREATE OR REPLACE FUNCTION law_warrant_refers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$  -- one plan is kept for one row and for a million: look each up
BEGIN
    -- Read once: the subject of each row, the rest once for all rows that have it alike.
    IF EXISTS (
        SELECT 1 FROM (
            SELECT a.power_id, a.proposer_id, a.approver_id, a.organ_id, a.grounds_id, bool_and((SELECT true FROM subjects_subject x WHERE x.id = a.subject_id) IS TRUE) AS about_subjects
            FROM added a GROUP BY a.power_id, a.proposer_id, a.approver_id, a.organ_id, a.grounds_id
        ) alike
        WHERE NOT about_subjects
            OR NOT EXISTS (SELECT 1 FROM law_power x WHERE x.code = alike.power_id)
            OR NOT EXISTS (SELECT 1 FROM access_officer x WHERE x.id = alike.proposer_id)
            OR NOT EXISTS (SELECT 1 FROM access_officer x WHERE x.id = alike.approver_id)
            OR NOT EXISTS (SELECT 1 FROM subjects_subject x WHERE x.id = alike.organ_id)
            OR NOT EXISTS (SELECT 1 FROM law_grounds x WHERE x.digest = alike.grounds_id))
    THEN
        RAISE EXCEPTION 'a warrant refers to what is not there' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER refers AFTER INSERT ON law_warrant REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION law_warrant_refers();

-- A fact's version is one of its record's. Its warrants, which a run numbers one after the other, are read together.
CREATE OR REPLACE FUNCTION law_fact_refers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    v_known bigint[];
BEGIN
    SELECT array_agg(w.id) INTO v_known FROM (SELECT min(warrant_id) AS first, max(warrant_id) AS last FROM added) a JOIN law_warrant w ON w.id BETWEEN a.first AND a.last;
    IF EXISTS (SELECT 1 FROM added a LEFT JOIN LATERAL (SELECT x.record_id FROM records_version x WHERE x.id = a.version_id LIMIT 1) v ON true
        WHERE v.record_id IS DISTINCT FROM a.record_id)
        OR EXISTS (SELECT warrant_id FROM added EXCEPT SELECT unnest(v_known))
    THEN
        RAISE EXCEPTION 'a fact of a warrant refers to what is not there' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER refers AFTER INSERT ON law_warrantfact REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION law_fact_refers();

CREATE OR REPLACE FUNCTION law_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is referred to by warrants: nothing of it is removed or renumbered', TG_TABLE_NAME USING ERRCODE = 'CX031';
END $$;
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE OR UPDATE OF code ON law_power FOR EACH STATEMENT EXECUTE FUNCTION law_stays();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE OR UPDATE OF id ON access_officer FOR EACH STATEMENT EXECUTE FUNCTION law_stays();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE OR UPDATE OF id ON subjects_subject FOR EACH STATEMENT EXECUTE FUNCTION law_stays();
