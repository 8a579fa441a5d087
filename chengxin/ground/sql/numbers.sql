-- 号码脱敏: natural persons' numbers inside a text.

-- What stands between the figures of one number, as a class: blanks of any kind and what is invisible, points, dashes.
CREATE OR REPLACE FUNCTION ground_gap() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT E'\\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff·・•‧∙⋅●．._/／‐‑‒–—―−－-' $$;

-- A text as numbers are sought in it, character for character, so that places in both texts agree: figures and letters in half width, and for
-- the mark-up of a broken line or of a blank that character and \x02, which goes with what stands before it.
CREATE OR REPLACE FUNCTION ground_half_width(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := translate(value, '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ＋',
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+');
BEGIN
    IF plain ~ '[<&]' THEN
        plain := regexp_replace(plain, '<br>', E'\n\x02\x02\x02', 'gi');
        plain := regexp_replace(plain, '<br/>', E'\n\x02\x02\x02\x02', 'gi');
        plain := regexp_replace(plain, '<br />', E'\n\x02\x02\x02\x02\x02', 'gi');
        plain := regexp_replace(plain, '&nbsp;', E' \x02\x02\x02\x02\x02', 'gi');
    END IF;
    RETURN plain;
END $$;

-- Whether a text (also one of JSON) holds as many figures in a row as a telephone has, what ground_gap names between them not counted, or as
-- an identity number has with whatever may stand between those, or says that it tells of a passport: nearly every text holds a document's number, which is none of these.
CREATE OR REPLACE FUNCTION ground_worth_masking(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT value ~ E'[0-9０-９](?:<[Bb][Rr]|&[Nn][Bb]'
        '|(?:(?:[\\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff·・•‧∙⋅●．._/／‐‑‒–—―−－-]|\\\\[nrt]){0,3}[0-9０-９]){10}'
        '|(?:(?:[\\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff‐‑‒–—―−－·・•‧∙⋅●．._/／～~、,，()（）〔〕\\[\\]-]|\\\\[nrt]){0,4}[0-9０-９]){16})'
        '|护照|行证'  -- 通行证; each word costs every text
$$;

-- A number as written, whatever stands between its figures, with the stars of the same number ``told`` without these.
CREATE OR REPLACE FUNCTION ground_starred(written text, told text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    starred text := written;
    n integer := 0;
BEGIN
    FOR i IN 1..length(written) LOOP
        CONTINUE WHEN substr(written, i, 1) !~ '[0-9０-９XxＸｘ]';
        n := n + 1;
        IF substr(told, n, 1) = '*' THEN starred := overlay(starred PLACING '*' FROM i FOR 1); END IF;
    END LOOP;
    RETURN starred;
END $$;

-- 脱敏: identity numbers inside a text (ruling 16), by the pair of ground_masked, which each migration makes from
-- chengxin/ground/masking.py: in full width too, beside letters, inside longer numbers, with blanks, dashes, points, commas and brackets between
-- the figures (docs/rulings.md, 451). A number is one only if its check character and birth date hold, or where it is said to be one (590); where a list's
-- marks stand between its figures, only if it begins where one of the list does and its year has been: the middle of three dates looks like a birth date.
CREATE OR REPLACE FUNCTION ground_masked_identities(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_between CONSTANT text := '(?:[' || E'～~、,，()（）〔〕\\[\\]' || ground_gap() || E']\x02*){0,4}';
    c_run CONSTANT text := '[0-9](?:' || c_between || '[0-9]){16,}(?:' || c_between || '[Xx])?';
    c_said CONSTANT text := '(?:身份|证件|(?<![A-Za-z])(?:id|sfz|idcard|sfzh|idno))[^0-9。；，,;]{0,8}$';
    c_born CONSTANT text := '^[1-9][0-9]{5}(?:19[3-9]|200)[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$';
    plain text := ground_half_width(value);
    masked text := value;
    at integer := 1; upto integer; i integer; long integer;
    figures text; found text; places integer[];
BEGIN
    LOOP
        at := regexp_instr(plain, c_run, at);
        EXIT WHEN at = 0;
        upto := regexp_instr(plain, c_run, at, 1, 1);
        SELECT array_agg(p ORDER BY p), string_agg(substr(plain, p, 1), '' ORDER BY p) INTO places, figures
        FROM generate_series(at, upto - 1) p WHERE substr(plain, p, 1) ~ '[0-9Xx]';
        i := 1;
        WHILE i + 17 <= length(figures) LOOP
            found := substr(figures, i, 18);
            IF NOT ground_is_credit_code(upper(found)) AND (ground_is_identity(found)
                    AND NOT ((i > 1 AND places[i] = places[i - 1] + 1 OR found !~ '^.{6}(18|19|20)') AND substr(plain, places[i], places[i + 17] - places[i]) ~ '[、,，~～]')
                OR i = 1 AND found ~ c_born AND (places[19] = places[18] + 1) IS NOT TRUE AND left(plain, at - 1) ~* c_said) THEN
                long := places[i + 17] - places[i] + 1;
                masked := overlay(masked PLACING ground_starred(substr(masked, places[i], long), ground_masked('identity', found)) FROM places[i] FOR long);
                i := i + 18;
            ELSE
                i := i + 1;
            END IF;
        END LOOP;
        at := upto;
    END LOOP;
    RETURN masked;
END $$;

-- The check digit of a registration number of fifteen figures (ISO 7064 MOD 11,10), and of the organisation's code that ends a taxpayer's (GB 11714).
CREATE OR REPLACE FUNCTION ground_is_of_register(figures text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    weights CONSTANT integer[] := ARRAY[3,7,9,10,5,8,4,2];
    rest integer := 10;
    total integer := 0;
BEGIN
    FOR i IN 1..14 LOOP
        rest := coalesce(nullif((rest + substr(figures, i, 1)::integer) % 10, 0), 10) * 2 % 11;
    END LOOP;
    IF (rest + right(figures, 1)::integer) % 10 = 1 THEN RETURN true; END IF;
    FOR i IN 1..8 LOOP
        total := total + substr(figures, 6 + i, 1)::integer * weights[i];
    END LOOP;
    RETURN substr('0X987654321', total % 11 + 1, 1) = right(figures, 1);
END $$;

-- 银行卡号: sixteen to nineteen figures whose last is the check of Luhn and that an issuer of cards begins, save where they are a credit code or
-- hold a day where a permit has it (620105 20260512 0101, 4403-2026-0512-1234). ``p_fours``: written in fours with blanks, which no other
-- number is, so that any issuer may have it.
CREATE OR REPLACE FUNCTION ground_is_card(figures text, p_fours boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (p_fours OR figures ~ '^(?:(?:6[0289]|9(?:40|55|8[45]))[0-9]+|(?:35|4[0-9]|5[1-5])[0-9]{14})$'
            AND figures !~ '^(?:.{4}|.{6})(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])')
        AND length(figures) BETWEEN 16 AND 19 AND NOT ground_is_credit_code(figures)
        AND (SELECT sum(CASE WHEN (length(figures) - n) % 2 = 0 THEN f.one ELSE f.one * 2 - CASE WHEN f.one > 4 THEN 9 ELSE 0 END END) % 10 = 0
            FROM generate_series(1, length(figures)) n CROSS JOIN LATERAL (SELECT substr(figures, n, 1)::integer AS one) f)
$$;

-- The same as written between two texts, or null where it is none: what of ``written`` is the card's. Amounts in a row are none (3000 3000 3000 1000), nor
-- is what holds a day of its own, two telephones one below the other, or a licence's number behind its letters (docs/rulings.md, 550, 590).
CREATE OR REPLACE FUNCTION ground_card_in(written text, p_before text, p_behind text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_first CONSTANT text := E'^(?:[0-9][^0-9]*){15}[0-9](?![0-9])';  -- sixteen of them
    letters text := substring(p_before FROM '[A-Za-z]+$');
    fours boolean := letters IS NULL AND written ~ '^[0-9]{4}[^0-9]' AND written !~ '[·・•‧∙⋅●．._/／‐‑‒–—―−－-]';
    told text; figures text; several boolean;
BEGIN
    IF letters ~* '^(?:JY|SP|SC|XK|QS|TS|JZ)$' THEN RETURN NULL; END IF;
    FOREACH told IN ARRAY ARRAY[written, substring(written FROM c_first)] LOOP
        CONTINUE WHEN told IS NULL;
        figures := regexp_replace(told, '[^0-9]', '', 'g');
        several := figures <> told;
        CONTINUE WHEN several AND (told ~ '^(?:[0-9]*00[^0-9]+)+[0-9]*00$' OR told ~ '^[0-9]{8}[^0-9]+[0-9]{8}$'
                OR told ~ '(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])')
            OR ground_is_credit_code(figures || upper(substring(p_behind FROM '^[A-Za-z]')));
        IF ground_is_card(figures, fours AND told !~ '^(?:[0-9]*0[^0-9]+)+[0-9]*0$' AND p_behind !~ E'^\\s?[元万]') THEN RETURN told; END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Numbers of bank cards and identity numbers of fifteen figures (before 1999, without a check: a division, a birth from 1930 on, three figures).
-- What is said to be a firm's number in front of it is none, save where it is said to be a person's, nor is in a field that is itself a number
-- (``p_itself``) all of it with the check of a firm's. Behind a letter the latter is some licence's, save where the letters say otherwise (docs/rulings.md, 550, 590).
CREATE OR REPLACE FUNCTION ground_masked_accounts(value text, p_itself boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_one CONSTANT text := '(?:[' || ground_gap() || E']\x02*)';
    c_gap CONSTANT text := c_one || '{1,3}';
    -- At one piece; in fours, the rest of it maybe at one piece; as 6 and the rest; figure by figure; broken by a line.
    c_card CONSTANT text := '(?<![0-9])(?:[3-9][0-9]{15,18}|(?:2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)|[3-9][0-9]{3})' || c_gap || '(?:[0-9]{12,15}|[0-9]{4}' || c_gap
        || '(?:[0-9]{8,11}|[0-9]{4}' || c_gap || '(?:[0-9]{4,7}|[0-9]{4}' || c_gap || '[0-9]{1,3})))|[3-9][0-9]{5}' || c_gap || '(?:[0-9]{10,13}|[0-9]{4}' || c_gap || '[0-9]{4}' || c_gap
        || '[0-9]{2,4})|[3-9](?:' || c_gap || E'[0-9]){15,18}|[3-9][0-9]{0,17}[ \t\u3000]{0,4}[\\n\\r\u2028]{1,2}\x02*[ \t\u3000]{0,4}[0-9]{1,18})(?![0-9])';
    c_old CONSTANT text := '(?<![0-9])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])(?:0[1-9]|[1-7][0-9]|90)(?:0[1-9]|[1-9][0-9])' || c_one
        || '{0,3}[3-9][0-9](?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|[12][0-9]))' || c_one || '{0,3}[0-9]{3}(?![0-9A-Za-z])';
    plain text := ground_half_width(value);
    masked text := value;
    at integer := 1; upto integer;
    found text; figures text; before text;
BEGIN
    IF plain !~ ('[0-9](?:' || c_one || '{0,3}[0-9]){14}') THEN RETURN value; END IF;
    LOOP
        at := regexp_instr(plain, c_card, at);
        EXIT WHEN at = 0;
        found := substr(plain, at, regexp_instr(plain, c_card, at, 1, 1) - at);
        found := coalesce(ground_card_in(found, right(left(plain, at - 1), 9), substr(plain, at + length(found), 3)), '');
        IF found <> '' THEN
            masked := overlay(masked PLACING ground_starred(substr(masked, at, length(found)), ground_masked('account', regexp_replace(found, '[^0-9]', '', 'g'))) FROM at FOR length(found));
            at := at + length(found);
        ELSE
            at := at + length(substring(substr(plain, at) FROM '^[0-9]+'));  -- the card may begin with the next of them
        END IF;
    END LOOP;
    plain := ground_half_width(masked);
    at := 1;
    LOOP
        at := regexp_instr(plain, c_old, at);
        EXIT WHEN at = 0;
        upto := regexp_instr(plain, c_old, at, 1, 1);
        figures := regexp_replace(substr(plain, at, upto - at), '[^0-9]', '', 'g');
        before := left(plain, at - 1);
        IF before ~* '(身份|证件|(?<![A-Za-z])(?:id|sfz|idcard|sfzh|idno))[^0-9。；，,;]{0,8}$'
            OR before !~* '(?<![A-Za-z])(?!no$)[A-Za-z]+$' AND before !~ '(注册|登记|识别|税|执照)[^0-9。；，,;]{0,8}$'
                AND NOT (p_itself AND figures = plain AND ground_is_of_register(figures)) THEN
            masked := overlay(masked PLACING ground_starred(substr(masked, at, upto - at), ground_masked('identity', figures)) FROM at FOR upto - at);
        END IF;
        at := upto;
    END LOOP;
    RETURN masked;
END $$;

-- 护照、通行证: numbers of passports and of permits of residence, behind the word for them (docs/rulings.md, 590): they have no check of their own.
CREATE OR REPLACE FUNCTION ground_masked_passports(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_word CONSTANT text := '(?:护照|(?:港澳|台湾|内地|大陆)[^0-9A-Za-z，。；]{0,8}通行证|居留(?:身份)?证)[^0-9A-Za-z*，。；,;]{0,8}';
    c_number CONSTANT text := '[A-Za-z]{0,3}[0-9]{6,12}(?![0-9A-Za-z])';
    plain text := ground_half_width(value);
    masked text := value;
    at integer := 1; upto integer;
    found text;
BEGIN
    LOOP
        upto := regexp_instr(plain, c_word || c_number, at, 1, 1);
        EXIT WHEN upto = 0;
        found := substring(left(plain, upto - 1) FROM '[A-Za-z]{0,3}[0-9]+$');
        masked := overlay(masked PLACING ground_masked('document', substr(masked, upto - length(found), length(found))) FROM upto - length(found) FOR length(found));
        at := upto;
    END LOOP;
    RETURN masked;
END $$;

-- All numbers that stand for a natural person by themselves, with or without a word for them.
CREATE OR REPLACE FUNCTION ground_masked_persons(value text, p_itself boolean) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT ground_masked_passports(ground_masked_accounts(ground_masked_identities(value), p_itself)) $$;

-- The same in a text, and mobile numbers: in full width too, beside letters, after the country's number or a nought, in threes and fours as they are
-- spoken. So written they are none where they are counted (元) or the number of a document (号) is what ends there and no word for a telephone stands before.
CREATE OR REPLACE FUNCTION ground_masked_text(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_gap CONSTANT text := '(?:[' || ground_gap() || E']\x02*){1,3}';
    c_whole CONSTANT text := E'(?![.．][0-9])' || c_gap;  -- no decimal point
    c_mobile CONSTANT text := '(?<![0-9])0{0,2}(?:86)?1[3-9](?:[0-9]{9}|[0-9]' || c_gap || '[0-9]{4}' || c_gap || '[0-9]{4}|[0-9]' || c_whole || '[0-9]{8}|[0-9]{5}' || c_whole || '[0-9]{4})(?![0-9])';
    masked text := ground_masked_persons(value, false);
    plain text := ground_half_width(masked);
    at integer := 1; upto integer;
    found text;
BEGIN
    LOOP
        at := regexp_instr(plain, c_mobile, at);
        EXIT WHEN at = 0;
        upto := regexp_instr(plain, c_mobile, at, 1, 1);
        found := substring(substr(plain, at, upto - at) FROM '1.*$');
        IF found ~ '^[0-9]+$' OR substr(plain, upto) !~ E'^\\s?(?:[元万]|号(?!码))' OR left(plain, at - 1) ~* '(?:电话|手机|联系|tel)[^0-9。；，,;]{0,8}$' THEN
            masked := overlay(masked PLACING ground_starred(substr(masked, upto - length(found), length(found)), ground_masked('telephone', regexp_replace(found, '[^0-9]', '', 'g')))
                FROM upto - length(found) FOR length(found));
        END IF;
        at := upto;
    END LOOP;
    RETURN masked;
END $$;

-- The same in a field that is itself a number, and mobile numbers behind a word that says so.
CREATE OR REPLACE FUNCTION ground_masked_number(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE w.behind WHEN 0 THEN m.said ELSE left(m.said, w.behind - 1) || ground_masked_text(substr(m.said, w.behind)) END
    FROM (SELECT ground_masked_persons(value, true) AS said OFFSET 0) m CROSS JOIN LATERAL (SELECT regexp_instr(m.said, '电话|手机|联系|tel', 1, 1, 1, 'i') AS behind) w
$$;
