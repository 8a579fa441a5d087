-- ground: functions without domain, for SQL of every room.

-- 营业日: the business day. A session may carry a moved day (chengxin.day = 'YYYY-MM-DD.<hmac>'); it is
-- believed only with the instance's seal, and only in a demo or a test (ruling 4).
CREATE OR REPLACE FUNCTION ground_today() RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    said text := current_setting('chengxin.day', true);
    day_text text;
    proof text;
    own ground_instance%ROWTYPE;
BEGIN
    IF said IS NOT NULL AND said <> '' THEN
        day_text := split_part(said, '.', 1);
        proof := split_part(said, '.', 2);
        SELECT * INTO own FROM ground_instance WHERE id = 1;
        IF own.kind IN ('demo', 'test') AND proof = encode(
            sha256(own.seal_outer || sha256(own.seal_inner || convert_to(day_text, 'UTF8'))), 'hex')
        THEN
            RETURN day_text::date;
        END IF;
        RAISE EXCEPTION 'the day % is not sealed for this instance', day_text USING ERRCODE = 'CX004';
    END IF;
    RETURN (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
END $$;

-- 本实例的密封: whether a process that holds the instance's own key said this text. Known to the processes, not to whoever merely writes SQL.
CREATE OR REPLACE FUNCTION ground_sealed(p_text text, p_proof text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(p_text !~ E'^\\d{4}-' AND p_proof = encode(sha256(i.seal_outer || sha256(i.seal_inner || convert_to(p_text, 'UTF8'))), 'hex'), false) FROM ground_instance i WHERE i.id = 1
$$;

-- 已到之日: a day as far as it has come. In a production instance no day that has not begun counts as reached, whoever names it.
CREATE OR REPLACE FUNCTION ground_reached(p_day date) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT isfinite(p_day) THEN
        RAISE EXCEPTION '% is no day of the calendar', p_day USING ERRCODE = 'CX044';
    END IF;
    RETURN CASE WHEN (SELECT kind FROM ground_instance WHERE id = 1) = 'production' THEN least(p_day, ground_today()) ELSE p_day END;
END $$;

-- One writer of a file at a time. Who may take no lock of its own choosing may take these: two keys never meet the locks of one key.
CREATE OR REPLACE FUNCTION ground_lock_file(p_digest text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT pg_advisory_xact_lock(1, hashtext(p_digest))
$$;

-- Patterns stand in E'' below: how a plain string reads a backslash is a setting of the session, hence the caller's to choose.

-- The form a name is searched by: NFKC, lower case, without blanks, brackets and punctuation.
CREATE OR REPLACE FUNCTION ground_folded(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(regexp_replace(normalize(value, NFKC),
        E'[\\s\\u200b-\\u200f\\u2028-\\u202e\\u2060\\ufeff·・,，.。()（）\\[\\]【】〔〕<>《》"''“”‘’\\-—_、]+', '', 'g') COLLATE "C")
$$;

-- GB 11643: eighteen characters whose check digit and birth date hold. Abolished and foreign division codes are valid.
CREATE OR REPLACE FUNCTION ground_is_identity(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    weights integer[] := ARRAY[7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2];
    total integer := 0;
    y integer; m integer; d integer;
BEGIN
    IF value !~ E'^[1-9]\\d{16}[\\dXx]$' THEN RETURN false; END IF;
    FOR i IN 1..17 LOOP
        total := total + substr(value, i, 1)::integer * weights[i];
    END LOOP;
    IF substr('10X98765432', total % 11 + 1, 1) <> upper(substr(value, 18, 1)) THEN RETURN false; END IF;
    y := substr(value, 7, 4)::integer; m := substr(value, 11, 2)::integer; d := substr(value, 13, 2)::integer;
    IF y < 1800 OR m NOT BETWEEN 1 AND 12 OR d < 1 THEN RETURN false; END IF;
    RETURN d <= extract(day FROM make_date(y, m, 1) + interval '1 month' - interval '1 day');
END $$;

-- GB 32100: the check character of a unified social credit code.
CREATE OR REPLACE FUNCTION ground_is_credit_code(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    alphabet text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
    weights integer[] := ARRAY[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28];
    total integer := 0;
BEGIN
    IF value !~ '^[0-9A-HJ-NPQRTUWXY]{18}$' THEN RETURN false; END IF;
    FOR i IN 1..17 LOOP
        total := total + (strpos(alphabet, substr(value, i, 1)) - 1) * weights[i];
    END LOOP;
    RETURN substr(alphabet, (31 - total % 31) % 31 + 1, 1) = substr(value, 18, 1);
END $$;

-- 脱敏: identity numbers (ruling 16) and mobile numbers inside a text, by the pairs of ground_masked, which
-- each migration makes from chengxin/ground/masking.py.
CREATE OR REPLACE FUNCTION ground_masked_text(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text;
    masked text := value;
BEGIN
    FOR found IN SELECT DISTINCT m[1] FROM regexp_matches(normalize(value, NFKC), E'(?<![0-9A-Za-z])([1-9]\\d{16}[\\dXx])(?![0-9A-Za-z])', 'g') AS m LOOP
        IF ground_is_identity(found) AND NOT ground_is_credit_code(upper(found)) THEN
            IF strpos(masked, found) = 0 THEN masked := normalize(masked, NFKC); END IF;
            masked := replace(masked, found, ground_masked('identity', found));
        END IF;
    END LOOP;
    FOR found IN SELECT DISTINCT m[1] FROM regexp_matches(masked, E'(?<![0-9A-Za-z])(1[3-9]\\d{9})(?![0-9A-Za-z])', 'g') AS m LOOP
        masked := regexp_replace(masked, '(?<![0-9A-Za-z])' || found || '(?![0-9A-Za-z])', ground_masked('telephone', found), 'g');
    END LOOP;
    RETURN masked;
END $$;

-- 存疑: why a text that is already masked had better be read by a person before the public reads it; none where nothing in it looks like
-- a natural person's data. number: a long number that is no masked identity number and no credit code (a wrong or spaced identity number, a
-- bank account); telephone: one written with blanks or a home number; address: a dwelling down to the house; person: particulars as a decision
-- gives them of a person. Ours (docs/rulings.md, 450), wider than the truth on purpose: whoever reads it lets it through with one act.
CREATE OR REPLACE FUNCTION ground_doubts(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := normalize(value, NFKC);
    found text;
    why text[] := '{}';
BEGIN
    FOR found IN SELECT regexp_replace(m[1], '[ -]', '', 'g') FROM regexp_matches(plain, E'(?<![0-9A-Za-z*])(\\d(?:[ -]?\\d){13,17}[ -]?[\\dXx]?)(?![0-9A-Za-z*])', 'g') AS m LOOP
        IF length(found) >= 15 AND NOT ground_is_credit_code(upper(found)) THEN why := why || 'number'::text; EXIT; END IF;
    END LOOP;
    IF plain ~ '(?<![0-9*])(1[3-9][0-9][ -][0-9]{4}[ -]?[0-9]{4}|1[3-9][0-9]{5}[ -][0-9]{4}|0[1-9][0-9]{1,2}[ -]?[0-9]{7,8})(?![0-9*])' THEN why := why || 'telephone'::text; END IF;
    IF plain ~ '(住址|住所|家住|现住|户籍|居住)[^。；]{0,30}[0-9一二三四五六七八九十]+ ?(号|弄|栋|幢|楼|室|单元|门)' THEN why := why || 'address'::text; END IF;
    IF plain ~ '(身份证[^。；，,;0-9*]{0,8}[0-9]{4}|出生(?!缺陷|医学)|[，,、（(] ?(男|女) ?[，,、）)])' THEN why := why || 'person'::text; END IF;
    RETURN why;
END $$;

-- Whether ground_doubts is worth asking: true of every text in which it finds something, and quick for the many in which it finds nothing.
CREATE OR REPLACE FUNCTION ground_worth_doubting(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT normalize(value, NFKC) ~ '[0-9]([ -]?[0-9]){6}|身份证|出生|住址|住所|家住|现住|户籍|居住|[男女]'
$$;

-- An address down to the street, blank where no street can be told (ruling 28); the same as masking.address.
CREATE OR REPLACE FUNCTION ground_to_street(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(substring(value FROM '^(?:(?!街道|大街|公路|大道|道|路|街|胡同|巷|镇|乡).)*(?:街道|大街|公路|大道|道|路|街|胡同|巷|镇|乡)'), '')
$$;

-- 统计更新: tells the planner about rows that the running transaction has just added, where they are many enough
-- to change a plan. Without it a first large file is joined as if its table were still empty. What is added by many parts needs it less often: ``p_share``.
DROP FUNCTION IF EXISTS ground_grown(regclass, bigint);
CREATE OR REPLACE FUNCTION ground_grown(p_table regclass, p_added bigint, p_share numeric DEFAULT 0.05) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF p_added > 1000 AND p_added > p_share * (SELECT reltuples FROM pg_class WHERE oid = p_table) THEN
        EXECUTE format('ANALYZE %s', p_table);
    END IF;
END $$;
