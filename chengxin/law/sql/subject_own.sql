-- 我的文书: letters to the subject of a session of the subjects' side that were served by today, and one's stored page. Reading it demands and
-- uses up a look, as a person's letter does anywhere.
DROP FUNCTION IF EXISTS law_my_letters();
CREATE FUNCTION law_my_letters() RETURNS TABLE (letter bigint, number text, kind text, day date, organ text, served_on date, way text, replaced boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT l.id, l.number::text, l.kind::text, l.day, o.official_name::text, v.served_on, v.way::text, EXISTS (SELECT 1 FROM law_letter x WHERE x.replaces_id = l.id)
    FROM law_letter l JOIN subjects_organ o ON o.subject_id = l.organ_id
    JOIN LATERAL (SELECT * FROM law_service s WHERE s.letter_id = l.id AND NOT EXISTS (SELECT 1 FROM law_service c WHERE c.corrects_id = s.id)) v ON v.served_on <= ground_today()
    WHERE l.subject_id = (SELECT access_my_subject()) ORDER BY v.served_on DESC, l.id DESC LIMIT 1000
$$;
DROP FUNCTION IF EXISTS law_my_letter(bigint, bigint);
CREATE FUNCTION law_my_letter(p_letter bigint, p_look bigint) RETURNS TABLE (number text, digest text, cipher text, wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM law_my_letters() m WHERE m.letter = p_letter) THEN
        RETURN;
    END IF;
    PERFORM ground_use_look(access_my_subject(), p_look);
    RETURN QUERY SELECT l.number::text, f.digest::text, f.cipher::text, k.wrapped FROM law_letter l JOIN ground_storedfile f ON f.id = l.file_id LEFT JOIN ground_filekey k ON k.file_id = f.id WHERE l.id = p_letter;
END $$;

-- 送达告知: whoever can be reached is told in the same transaction that a letter to them was served.
CREATE OR REPLACE FUNCTION law_service_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO access_message (subject_id, kind, reference, on_day)
    SELECT l.subject_id, 'letter-served', 'letter:' || l.id, NEW.served_on FROM law_letter l JOIN access_reachable a ON a.subject_id = l.subject_id WHERE l.id = NEW.letter_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS told ON law_service;
CREATE TRIGGER told AFTER INSERT ON law_service FOR EACH ROW EXECUTE FUNCTION law_service_told();
