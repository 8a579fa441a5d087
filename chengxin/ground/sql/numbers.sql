-- 号码脱敏: natural persons' numbers inside a text.

-- Full-width figures and letters of numbers as half-width ones, character for character, so that places in both texts agree.
CREATE OR REPLACE FUNCTION ground_half_width(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT translate(value, '０１２３４５６７８９Ｘｘ＋', '0123456789Xx+') $$;

-- Whether a text (also one of JSON) holds as many figures in a row as a telephone has, blanks, dashes and points between them not counted, or as
-- an identity number has with whatever may stand between those: nearly every text holds a document's number, which is neither.
CREATE OR REPLACE FUNCTION ground_worth_masking(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT value ~ E'[0-9０-９](?:(?:(?:[\\s\u200b-\u200d\u2060\ufeff‐‑‒–—―·・•._/-]|\\\\[nrt]){0,2}[0-9０-９]){10}'
        '|(?:(?:[\\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff‐‑‒–—―−－·・•‧∙⋅●．._/／～~、,，()（）〔〕\\[\\]-]|\\\\[nrt]){0,4}[0-9０-９]){16})'
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
-- the figures (docs/rulings.md, 451). A number is one only if its check character and birth date hold; where a list's marks stand between its
-- figures, only if it begins where one of the list does and its year has been: the middle of three dates looks like a birth date.
CREATE OR REPLACE FUNCTION ground_masked_identities(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_between CONSTANT text := E'[\\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff‐‑‒–—―−－·・•‧∙⋅●．._/／～~、,，()（）〔〕\\[\\]-]{0,4}';
    c_run CONSTANT text := '[0-9](?:' || c_between || '[0-9]){16,}(?:' || c_between || '[Xx])?';
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
            IF ground_is_identity(found) AND NOT ground_is_credit_code(upper(found))
                AND NOT ((i > 1 AND places[i] = places[i - 1] + 1 OR found !~ '^.{6}(18|19|20)') AND substr(plain, places[i], places[i + 17] - places[i]) ~ '[、,，~～]') THEN
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
        AND NOT ground_is_credit_code(figures)
        AND (SELECT sum(CASE WHEN (length(figures) - n) % 2 = 0 THEN f.one ELSE f.one * 2 - CASE WHEN f.one > 4 THEN 9 ELSE 0 END END) % 10 = 0
            FROM generate_series(1, length(figures)) n CROSS JOIN LATERAL (SELECT substr(figures, n, 1)::integer AS one) f)
$$;

-- Numbers of bank cards and identity numbers of fifteen figures (before 1999, without a check: a division, a birth from 1930 on, three figures).
-- What is said to be a firm's number in front of it is none, save where it is said to be a person's, nor is in a field that is itself a number
-- (``p_itself``) all of it with the check of a firm's. Behind a letter both are some licence's (docs/rulings.md, 550).
CREATE OR REPLACE FUNCTION ground_masked_accounts(value text, p_itself boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_gap CONSTANT text := E'[\\s\u200b-\u200d\u2060\ufeff‐‑‒–—―-]';
    c_card CONSTANT text := '(?<![0-9A-Za-z])(?:[3-9][0-9]{15,18}|(?!20)[2-9][0-9]{3}(?:' || c_gap || '{1,2}[0-9]{4}){3}(?:' || c_gap || '{1,2}[0-9]{1,3})?|[3-9][0-9]{5}' || c_gap
        || '{1,2}[0-9]{10,13})(?![0-9A-Za-z])';
    c_old CONSTANT text := '(?<![0-9A-Za-z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])(?:0[1-9]|[1-7][0-9]|90)(?:0[1-9]|[1-9][0-9])' || c_gap
        || '{0,2}[3-9][0-9](?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|[12][0-9]))' || c_gap || '{0,2}[0-9]{3}(?![0-9A-Za-z])';
    plain text := ground_half_width(value);
    masked text := value;
    at integer := 1; upto integer;
    found text; figures text; before text; fours boolean;
BEGIN
    IF plain !~ ('[0-9](?:' || c_gap || '{0,2}[0-9]){14}') THEN RETURN value; END IF;
    LOOP
        at := regexp_instr(plain, c_card, at);
        EXIT WHEN at = 0;
        upto := regexp_instr(plain, c_card, at, 1, 1);
        found := substr(plain, at, upto - at);
        figures := regexp_replace(found, '[^0-9]', '', 'g');
        fours := found ~ E'^[0-9]{4}[^0-9]' AND found !~ '[‐‑‒–—―-]';
        IF ground_is_card(figures, fours) OR fours AND ground_is_card(left(figures, 16), true) THEN
            masked := overlay(masked PLACING ground_starred(substr(masked, at, upto - at), ground_masked('account', figures)) FROM at FOR upto - at);
        END IF;
        at := upto;
    END LOOP;
    plain := ground_half_width(masked);
    at := 1;
    LOOP
        at := regexp_instr(plain, c_old, at);
        EXIT WHEN at = 0;
        upto := regexp_instr(plain, c_old, at, 1, 1);
        figures := regexp_replace(substr(plain, at, upto - at), '[^0-9]', '', 'g');
        before := left(plain, at - 1);
        IF before ~ '(身份|证件)[^0-9。；，,;]{0,8}$'
            OR before !~ '(注册|登记|识别|税|执照)[^0-9。；，,;]{0,8}$' AND NOT (p_itself AND figures = plain AND ground_is_of_register(figures)) THEN
            masked := overlay(masked PLACING ground_starred(substr(masked, at, upto - at), ground_masked('identity', figures)) FROM at FOR upto - at);
        END IF;
        at := upto;
    END LOOP;
    RETURN masked;
END $$;

-- All numbers that stand for a natural person by themselves, with or without a word for them.
CREATE OR REPLACE FUNCTION ground_masked_persons(value text, p_itself boolean) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT ground_masked_accounts(ground_masked_identities(value), p_itself) $$;

-- The same in a text, and mobile numbers: in full width too, beside letters, after the country's number or a nought.
CREATE OR REPLACE FUNCTION ground_masked_text(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_mobile CONSTANT text := '(?<![0-9])0{0,2}(?:86)?1[3-9][0-9]{9}(?![0-9])';
    masked text := ground_masked_persons(value, false);
    plain text := ground_half_width(masked);
    at integer := 1;
BEGIN
    LOOP
        at := regexp_instr(plain, c_mobile, at, 1, 1);  -- the place behind it
        EXIT WHEN at = 0;
        masked := overlay(masked PLACING ground_starred(substr(masked, at - 11, 11), ground_masked('telephone', substr(plain, at - 11, 11))) FROM at - 11 FOR 11);
    END LOOP;
    RETURN masked;
END $$;

-- The same in a field that is itself a number, and mobile numbers behind a word that says so.
CREATE OR REPLACE FUNCTION ground_masked_number(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE w.behind WHEN 0 THEN m.said ELSE left(m.said, w.behind - 1) || ground_masked_text(substr(m.said, w.behind)) END
    FROM (SELECT ground_masked_persons(value, true) AS said OFFSET 0) m CROSS JOIN LATERAL (SELECT regexp_instr(m.said, '电话|手机|联系|tel', 1, 1, 1, 'i') AS behind) w
$$;
