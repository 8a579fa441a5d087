-- 机关的意见: what is said of a record (withdrawn, classed, settled, disputed) is said by its own organ, with a reason, on a day of the
-- calendar, and when it was recorded is the database's to say (ruling 8). Whoever writes it, through whichever door.
CREATE OR REPLACE FUNCTION records_said() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    said jsonb := to_jsonb(NEW);
    v_day date := coalesce(said ->> 'withdrawn_on', said ->> 'decided_on', said ->> 'settled_on', said ->> 'marked_on');
    v_record bigint := coalesce((said ->> 'record_id')::bigint, (SELECT h.record_id FROM records_hold h WHERE h.id = (said ->> 'hold_id')::bigint));
    v_organ bigint := (SELECT r.organ_id FROM records_record r WHERE r.id = v_record);
BEGIN
    IF said ? 'organ_id' AND v_organ IS DISTINCT FROM (said ->> 'organ_id')::bigint THEN
        RAISE EXCEPTION 'only the organ that decided record % speaks about it', v_record USING ERRCODE = 'CX046';
    END IF;
    IF btrim(coalesce(said ->> 'reason', said ->> 'reference', said ->> 'outcome')) = '' OR NOT isfinite(v_day)
        OR said ? 'outcome' AND said ->> 'outcome' NOT IN ('also', 'instead')
        OR said ? 'severity' AND said ->> 'severity' NOT IN ('轻微', '一般', '严重', '特定严重') THEN
        RAISE EXCEPTION 'without a reason, a known word and a day nothing is said of a record' USING ERRCODE = 'CX046';
    END IF;
    NEW.recorded_at := statement_timestamp();
    RETURN NEW;
END $$;
DO $$
DECLARE
    spoken text;
BEGIN
    FOREACH spoken IN ARRAY ARRAY['records_withdrawal', 'records_settlement', 'records_classing', 'records_mark'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS said ON %I', spoken);
        EXECUTE format('CREATE TRIGGER said BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION records_said()', spoken);
    END LOOP;
END $$;
