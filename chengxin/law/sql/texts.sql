-- 条文文字: what the wording of an article was on a day. The text version on file for that day, else our own summary.
-- An article the version of that day does not have, or none on file: the summary. Without an article's number: the whole text.
CREATE OR REPLACE FUNCTION law_wording(p_article text, p_on date) RETURNS text
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(
        (SELECT CASE WHEN position('#' IN p_article) = 0 THEN v.digest ELSE
                (SELECT u.digest FROM law_textunit u
                 WHERE u.version_id = v.id AND u.kind = 'article'
                    -- 第四十八条第一款 stands in 第四十八条
                    AND u.label = coalesce(substring(split_part(p_article, '#', 2) FROM '^(第[^条]+条(之[一二三四五六七八九十百]+)?)'), split_part(p_article, '#', 2)))
            END
         FROM (SELECT x.id, x.digest, x.in_force_to FROM law_textversion x
               WHERE x.instrument_id = split_part(p_article, '#', 1) AND x.in_force_from <= p_on ORDER BY x.in_force_from DESC LIMIT 1) v
         WHERE coalesce(v.in_force_to, 'infinity') >= p_on),
        (SELECT a.digest FROM law_article a WHERE a.code = p_article))
$$;

-- 导入文本: the only way a text comes in. The caller has split it; what the database can check it checks again, whoever calls.
CREATE OR REPLACE FUNCTION law_keep_text(p jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_code text := p -> 'instrument' ->> 'code';
    v_from date := (p ->> 'in_force_from')::date;
    v_to date := (p ->> 'in_force_to')::date;
    v_file bigint;
    v_made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('law_text:' || v_code));
    SELECT f.id INTO v_file FROM ground_storedfile f WHERE f.digest = p ->> 'file';
    IF v_file IS NULL THEN
        RAISE EXCEPTION 'the file of the text is not on file' USING ERRCODE = 'CX040';
    END IF;
    IF EXISTS (SELECT 1 FROM law_textversion t WHERE t.instrument_id = v_code AND (t.version = p ->> 'version' OR t.in_force_from = v_from)) THEN
        RAISE EXCEPTION 'that version is on file' USING ERRCODE = 'CX040';
    END IF;
    IF EXISTS (SELECT 1 FROM law_textversion t WHERE t.instrument_id = v_code AND (
            (t.in_force_from < v_from AND t.in_force_to >= v_from) OR (t.in_force_from > v_from AND v_to >= t.in_force_from))) THEN
        RAISE EXCEPTION 'the days overlap with another version' USING ERRCODE = 'CX040';
    END IF;
    INSERT INTO law_instrument (code, name, number, issuer, level, source, replaces, note)
    SELECT i.code, i.name, coalesce(i.number, ''), coalesce(i.issuer, ''), coalesce(i.level, ''), i.source, '{}', ''
    FROM jsonb_to_record(p -> 'instrument') AS i(code text, name text, number text, issuer text, level text, source text)
    ON CONFLICT (code) DO NOTHING;
    INSERT INTO law_textversion (instrument_id, version, in_force_from, in_force_to, source, title, file_id, part, digest, imported_on, imported_by)
    VALUES (v_code, p ->> 'version', v_from, v_to, p ->> 'source', p ->> 'title', v_file, (p ->> 'part')::integer, p ->> 'digest', ground_today(), p ->> 'imported_by')
    RETURNING id INTO v_made;
    INSERT INTO law_textunit (version_id, seq, kind, label, title, number, branch, path, wording, paragraphs, original, digest)
    SELECT v_made, u.seq, u.kind, u.label, u.title, u.number, u.branch, u.path, u.wording, u.paragraphs, u.original, u.digest
    FROM jsonb_to_recordset(p -> 'units') AS u(seq integer, kind text, label text, title text, number integer, branch integer, path text[], wording text, paragraphs jsonb, original text, digest text);
    IF NOT EXISTS (SELECT 1 FROM law_textunit u WHERE u.version_id = v_made AND u.kind = 'article')
        OR (SELECT count(*) <> max(u.seq) FROM law_textunit u WHERE u.version_id = v_made) THEN
        RAISE EXCEPTION 'the text has no articles or a unit is missing' USING ERRCODE = 'CX040';
    END IF;
    IF EXISTS (SELECT 1 FROM law_textunit u WHERE u.version_id = v_made AND u.digest LIKE 'sha256:%' AND u.digest <> ground_digest(u.wording))
        OR p ->> 'digest' LIKE 'sha256:%' AND p ->> 'digest' <> (
            SELECT ground_digest(string_agg(u.wording, E'\n' ORDER BY u.seq)) FROM law_textunit u WHERE u.version_id = v_made) THEN
        RAISE EXCEPTION 'a digest is not that of its wording' USING ERRCODE = 'CX040';
    END IF;
    RETURN v_made;
END $$;

-- 依据已核实: every article the power rests on was found in a source, with all that the power takes from it, or was compared with its full text by an officer.
CREATE OR REPLACE FUNCTION law_verified(p_power text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(bool_and(a.source LIKE 'S%' AND pa.from_memory = '' OR EXISTS (SELECT 1 FROM law_confirmation c WHERE c.power_id = pa.power_id AND c.article_id = pa.article_id)), false)
    FROM law_powerarticle pa JOIN law_article a ON a.code = pa.article_id WHERE pa.power_id = p_power
$$;

-- 核实依据: an officer in post confirms one article of a power; the power counts as verified with the last one. The only way in.
CREATE OR REPLACE FUNCTION law_confirm(p_power text, p_article text, p_file text, p_wording text, p_digest text, p_officer bigint, p_demo boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_file bigint;
    v_source text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('law_confirm:' || p_power));
    SELECT CASE WHEN bool_or(pa.from_memory <> '') THEN 'M' ELSE max(a.source) END INTO v_source FROM law_powerarticle pa JOIN law_article a ON a.code = pa.article_id WHERE pa.power_id = p_power AND pa.article_id = p_article;
    IF v_source IS NULL THEN
        RAISE EXCEPTION 'the power does not rest on that article' USING ERRCODE = 'CX041';
    END IF;
    IF v_source LIKE 'S%' OR EXISTS (SELECT 1 FROM law_confirmation c WHERE c.power_id = p_power AND c.article_id = p_article) THEN
        RAISE EXCEPTION 'nothing is left to confirm' USING ERRCODE = 'CX041';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM access_officer_now o WHERE o.id = p_officer AND o.active) THEN
        RAISE EXCEPTION 'an officer in post is needed' USING ERRCODE = 'CX041';
    END IF;
    -- At the desk it is somebody in a post that may, never a standing post.
    IF session_user LIKE '%desk' AND NOT EXISTS (SELECT 1 FROM access_officer o WHERE o.id = p_officer AND access_person_may(o.holder_id, 'confirm-law')) THEN
        RAISE EXCEPTION 'an officer in post is needed' USING ERRCODE = 'CX041';
    END IF;
    SELECT f.id INTO v_file FROM ground_storedfile f JOIN ground_filekey k ON k.file_id = f.id WHERE f.digest = p_file;
    IF v_file IS NULL OR btrim(coalesce(p_wording, '')) = '' OR p_digest IS NULL
        OR p_digest LIKE 'sha256:%' AND p_digest <> ground_digest(p_wording) THEN
        RAISE EXCEPTION 'the full text must be on file' USING ERRCODE = 'CX041';
    END IF;
    IF p_demo AND EXISTS (SELECT 1 FROM ground_instance i WHERE i.kind = 'production') THEN
        RAISE EXCEPTION 'a production instance knows no demonstration' USING ERRCODE = 'CX041';
    END IF;
    INSERT INTO law_confirmation (power_id, article_id, file_id, wording, digest, officer_id, confirmed_on, demo)
    VALUES (p_power, p_article, v_file, p_wording, p_digest, p_officer, ground_today(), coalesce(p_demo, false));
    UPDATE law_power SET verified = law_verified(code) WHERE code = p_power;
    RETURN law_verified(p_power);
END $$;

SELECT ground_keep('law_textversion', 'law_textunit', 'law_keptsummary', 'law_wordingset', 'law_confirmation');

-- What every side, also the public one, may know of the law: all of it, and nothing about people.
DROP VIEW IF EXISTS publicity.library_instrument, publicity.library_article, publicity.library_text, publicity.library_unit, publicity.library_power, publicity.library_basis;
CREATE VIEW publicity.library_instrument AS
SELECT i.code, i.name, i.number, i.issuer, i.level, i.in_force_from, i.in_force_to, i.replaces, i.note, i.source FROM chengxin.law_instrument i;
CREATE VIEW publicity.library_article AS
SELECT a.code, a.instrument_id AS instrument, a.label, a.summary, a.source, a.digest FROM chengxin.law_article a;
CREATE VIEW publicity.library_text AS
SELECT t.id, t.instrument_id AS instrument, t.version, t.in_force_from,
    least(t.in_force_to, lead(t.in_force_from) OVER (PARTITION BY t.instrument_id ORDER BY t.in_force_from) - 1) AS in_force_to,
    t.source, t.title, t.digest, t.imported_on
FROM chengxin.law_textversion t;
CREATE VIEW publicity.library_unit AS
SELECT u.version_id AS version, u.seq, u.kind, u.label, u.title, u.number, u.branch, u.path, u.wording, u.paragraphs, u.digest FROM chengxin.law_textunit u;
CREATE VIEW publicity.library_power AS
SELECT p.code, p.name, p.kind, p.may_touch, p.held_by, p.holders, p.procedure, p.needs_steps, p.person_steps, p.span, p.verified, p.in_force_from, p.in_force_to,
    EXISTS (SELECT 1 FROM chengxin.law_confirmation c WHERE c.power_id = p.code AND c.demo) AS demo
FROM chengxin.law_power p;
CREATE VIEW publicity.library_basis AS
SELECT pa.power_id AS power, pa.article_id AS article, pa.regime, pa.seq, pa.from_memory, r.in_force_from, r.in_force_to
FROM chengxin.law_powerarticle pa LEFT JOIN chengxin.law_regime r ON r.power_id = pa.power_id AND r.code = pa.regime;
