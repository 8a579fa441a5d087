-- 撤回所依据的文书: the key of the file a withdrawal rests on, of a natural person's record by a committed look of the last minute (ruling 30).
CREATE OR REPLACE FUNCTION records_withdrawal_key(p_record bigint, p_look bigint) RETURNS TABLE (digest text, wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    r records_record%ROWTYPE;
BEGIN
    SELECT * INTO r FROM records_record WHERE id = p_record;
    IF r.of_person THEN
        PERFORM ground_use_look(r.subject_id, p_look);
    END IF;
    RETURN QUERY SELECT f.digest::text, k.wrapped FROM records_withdrawal w JOIN ground_storedfile f ON f.id = w.document_id JOIN ground_filekey k ON k.file_id = f.id WHERE w.record_id = p_record;
END $$;

-- 销毁: with a natural person go the keys of what withdrawals of their records rest on (ruling 31).
CREATE OR REPLACE FUNCTION records_withdrawals_forget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    DELETE FROM ground_filekey WHERE file_id IN (SELECT w.document_id FROM records_withdrawal w JOIN records_record r ON r.id = w.record_id WHERE r.subject_id = OLD.subject_id AND w.document_id IS NOT NULL);
    RETURN OLD;
END $$;
DROP TRIGGER IF EXISTS withdrawals_forget ON subjects_person;
CREATE TRIGGER withdrawals_forget BEFORE DELETE ON subjects_person FOR EACH ROW EXECUTE FUNCTION records_withdrawals_forget();
