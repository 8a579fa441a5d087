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

-- 摘要: the digest of a text, with its algorithm's name before it, as chengxin.ground.digests writes it.
CREATE OR REPLACE FUNCTION ground_digest(p_text text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT 'sha256:' || encode(sha256(convert_to(p_text, 'UTF8')), 'hex')
$$;

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

-- 存疑: why a text that is already masked had better be read by a person before the public reads it; none where nothing in it looks like
-- a natural person's data. number: a long number that is no masked identity number and no credit code (a wrong or spaced identity number, a
-- bank account); telephone: one written with blanks or points, a home number; address: a dwelling down to the house; person: particulars as a
-- decision gives them of a person. Ours (docs/rulings.md, 450), wider than the truth on purpose: whoever reads it lets it through with one act.
CREATE OR REPLACE FUNCTION ground_doubts(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    -- What may stand between the figures of one number; a list's marks only where the figures look like an identity number, or a card's.
    c_between CONSTANT text := E'[\\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff‐‑‒–—―−·・•‧∙⋅●._/~()〔〕\\[\\]-]{0,4}';
    c_date CONSTANT text := '(?:19|20)[0-9]{2}(?:[-./‐‑‒–—―−][01]?[0-9][-./‐‑‒–—―−][0-3]?[0-9]|[01][0-9][0-3][0-9])';
    plain text := normalize(value, NFKC);
    numbers text := upper(plain);
    found text;
    figures text;
    why text[] := '{}';
BEGIN
    FOR found IN SELECT m[1] FROM regexp_matches(numbers, '(?<![0-9A-Z])([0-9A-Z]{18})(?![0-9A-Z])', 'g') AS m LOOP
        IF ground_is_credit_code(found) THEN numbers := replace(numbers, found, '_'); END IF;
    END LOOP;
    -- The year of a document's number, and an amount, belong to no other number.
    numbers := regexp_replace(regexp_replace(numbers, '[[(〔](19|20)[0-9]{2}[])〕]', ';', 'g'), '(?<![0-9.])[0-9]{1,9}[.][0-9]{1,2}(?![0-9.])', ';', 'g');
    FOR found IN SELECT m[1] FROM regexp_matches(numbers, '(?<![0-9*])([0-9](?:' || c_between || '[0-9]){10,}(?:' || c_between || 'X)?)(?![0-9*])', 'g') AS m LOOP
        figures := regexp_replace(regexp_replace(found, '^(?:' || c_date || '(?![0-9])' || c_between || ')+', ''), '(?:' || c_between || '(?<![0-9])' || c_date || ')+$', '');
        figures := regexp_replace(figures, '[^0-9X]', '', 'g');
        IF length(figures) >= 15 AND NOT why && '{number}' THEN why := why || 'number'::text; END IF;
        IF figures ~ '^(86|0)?1[3-9][0-9]{9}$' AND NOT why && '{telephone}'
            AND numbers !~ ('[字第] ?' || regexp_replace(found, '[^0-9X]', '.', 'g') || ' ?号') THEN why := why || 'telephone'::text; END IF;
    END LOOP;
    IF NOT why && '{number}' AND numbers ~ E'(?<![0-9*])([1-9][0-9]{5}[、,]\\s?(19|20)[0-9]{2}[、,]?(0[1-9]|1[0-2])[、,]?[0-3][0-9][、,]\\s?[0-9]{3}[0-9X]|62[0-9]{2}([、,]\\s?[0-9]{4}){3})(?![0-9*])' THEN
        why := why || 'number'::text;
    END IF;
    IF NOT why && '{telephone}' AND (plain ~ E'(?<![0-9*])(1[3-9][0-9][\\s·._/-][0-9]{4}[\\s·._/-]?[0-9]{4}|1[3-9][0-9]{5}[\\s·._/-][0-9]{4}|[(]?0[1-9][0-9]{1,2}[) ‐‑‒–—―−-]{0,4}[0-9]{7,8})(?![0-9*])'
        OR plain ~ E'(电话|手机|联系方式)[^0-9。；*]{0,6}[0-9]{3,4}[\\s‐‑‒–—―−-]{0,2}[0-9]{4}(?![0-9*])') THEN
        why := why || 'telephone'::text;
    END IF;
    IF plain ~ '(住址|住所|家住|现住|户籍|居住)[^。；]{0,30}([0-9一二三四五六七八九十]+ ?(号|弄|栋|幢|楼|室|单元|门)|[0-9]+([-‐‑‒–—―][0-9]+){2})' THEN why := why || 'address'::text; END IF;
    IF plain ~ '(身份证[^。；，,;0-9*]{0,8}[0-9]{4}|出生(?!缺陷|医学)|[，,、（(] ?(男|女) ?[，,、）)])' THEN why := why || 'person'::text; END IF;
    RETURN why;
END $$;

-- Whether ground_doubts is worth asking: true of every text in which it finds something, and quick for the many in which it finds nothing.
CREATE OR REPLACE FUNCTION ground_worth_doubting(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Most texts hold nothing that normalizing would turn into what is sought, save brackets and points in full width.
    SELECT CASE WHEN value ~ E'[^\u0009-\u000d\u0020-\u007e·—‘’“”、。〈-】〔〕一-\u9fff\uff01-\uff0f\uff1a-\uff1f]' THEN normalize(value, NFKC) ELSE value END
        ~ E'[0-9]([\\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff‐‑‒–—―−·・•‧∙⋅●._/~()〔〕\\[\\]（）．／－、,，-]{0,4}[0-9]){6}|身份证|出生|住址|住所|家住|现住|户籍|居住|[男女]'
$$;

-- A text about a business of an individual: of an address in it only what comes before the house (ruling 28; docs/rulings.md, 452): from the
-- first number behind a word for a street, an estate or a building, where a word for a house, a letter's building or two numbers with a dash
-- tell that it is one, to the last of its parts; and what can be nothing but a house wherever it stands (5-2-302, 12号楼2门). Not the number of
-- a document (字第5号), no date, no amount, nothing that is counted (2-3箱), no authority (市场监督管理), no licence (道路运输证号).
CREATE OR REPLACE FUNCTION ground_without_houses(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    c_letters CONSTANT text := 'A-Za-zＡ-Ｚａ-ｚ';
    c_figures CONSTANT text := '0-9０-９';
    c_words CONSTANT text := '零〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾';
    c_dashes CONSTANT text := '‐‑‒–—―－−~～\-';
    c_year CONSTANT text := '(?!(?:19|20)[0-9]{2}(?:[' || c_dashes || './]|年))';  -- what follows is a day or a year
    -- what stands behind what is counted or measured
    c_counted CONSTANT text := '[\s\u3000]?(?:[年月日时点分秒元万千米厘毫斤克吨升人名次个件条款项倍岁天%％㎡箱张瓶桶袋盒包台辆只支块把套批筐份间棵株组双头匹碗杯盘串根片卷册本页桌趟遍堆捆罐听板粒颗枚]|公[里斤分]|立方|平(?!房)|周(?!围|边)|家(?![中里内])|位(?![于置])|场(?!所)|车(?![库位棚])|摊(?!位)|[kKcCmM]?[gGmM](?![A-Za-z]))';
    -- a street, an estate, a building
    c_places CONSTANT text := '街道|大街|公路|大道|道(?!路(?:运输|交通|客运|货运|经营|旅客|货物|危险|施工|管理|安全|条例))|(?<!道)路|路(?!运输|交通|客运|货运|经营|旅客|货物|危险|施工|管理|安全|条例)|街|胡同|巷|镇|乡|里|村|苑|园|庄|坊|小区|社区|公寓|大厦|广场|市场(?!监督|监管|主体|秩序|价格|准入)|商城|庭|轩|阁|湾|墅|邸|公馆|新城|宿舍|平房|大院|家属院';
    -- the parts of a house behind its number
    c_parts CONSTANT text := '(?:[\s\u3000]?[' || c_figures || c_letters || c_words || '之附增甲乙丙丁东西南北' || c_dashes
        || ']*(?:号|弄|栋|幢|楼|座|单元|门|层|室|院|户|底商|商铺|铺|摊位|排|#|＃)|[、,，][\s\u3000]?[' || c_figures || c_words || ']+(?:号|弄|栋|幢|楼|号楼|座|单元|门(?![店口面诊头前])|层|室|院))*';
    -- and its last number
    c_rest CONSTANT text := '(?:[\s\u3000]?[' || c_dashes || ']?' || c_year || '(?:[' || c_letters || ']?[' || c_figures || ']+(?:[' || c_dashes || '][' || c_figures
        || ']+)*|[' || c_words || ']{2,})(?![' || c_figures || c_words || '.．余多]|[' || c_dashes || '][' || c_figures || ']|[,，][0-9]{3}|' || c_counted || '))?';
    -- behind a word for a street, an estate or a building, a few words between them or none
    c_behind CONSTANT text := '((?:' || c_places || ')[^，。；：、,;:()（）〔〕《》“”\s' || c_figures || c_letters || c_words || '*]{0,10}(?:[（(][^（()）' || c_figures
        || ']{0,8}[）)])?[\s\u3000，,]{0,2}(?<![字决罚许准文令告公规则法例办》]第)(?<!证号)(?<!编号)(?<!号码)(?<!电话))(?:' || c_year || '(?:(?:[' || c_letters || '][' || c_dashes || ']?)?['
        || c_figures || ']+[' || c_letters || ']?|[' || c_words || ']+)(?:[' || c_dashes || '之][' || c_figures || ']+[' || c_letters
        || ']?)*(?:[、,，和及][\s\u3000]?(?:(?:[' || c_letters || '][' || c_dashes || ']?)?[' || c_figures || ']+[' || c_letters || ']?|[' || c_words
        || ']+))*[\s\u3000]?(?:号(?!文|令|窗口|公告|机)|弄|栋|幢|楼|座|单元|门|层|室|排|#|＃)|[' || c_letters || '](?:座|栋|幢|区|楼|号楼|单元)|' || c_year || '[' || c_figures || ']{1,5}(?:['
        || c_dashes || '][' || c_figures || ']{1,5})+(?![' || c_dashes || ']?[' || c_figures || ']|' || c_counted || '))' || c_parts || c_rest;
    -- right behind a word that is one of a place and of other things too
    c_right_behind CONSTANT text := '((?:' || c_places || '|城|都|(?<!政)府|中心|大楼|商厦|天下)[\s\u3000]?[（(：:]?)(?:[' || c_letters || '][' || c_dashes || '][' || c_figures
        || ']{1,4}|' || c_year || '[' || c_figures || ']{1,4}(?:[' || c_dashes || '][' || c_figures || ']{1,4})+|[' || c_figures || ']{1,3}(?:号楼|栋|幢))(?!['
        || c_figures || c_letters || ']|[' || c_dashes || '][' || c_figures || ']|' || c_counted || ')' || c_parts || c_rest;
    -- what is a house wherever it stands
    c_anywhere CONSTANT text := '(?<![' || c_figures || c_letters || c_words || '.．*/／' || c_dashes
        || '第月])(?<!证号)(?<!编号)(?<!型号)(?<!号码)(?<!电话)(?<!规格)(?<!比例)(?<!证号[：:])(?<!编号[：:])(?<!型号[：:])(?<!号码[：:])(?<!电话[：:])(?<!规格[：:])(?<!比例[：:])(?:[' || c_figures
        || ']{1,3}[\s\u3000]?[' || c_dashes || '/／][\s\u3000]?[' || c_figures || ']{1,2}[\s\u3000]?[' || c_dashes || '/／][\s\u3000]?(?!(?:19|20)[0-9]{2}(?!['
        || c_figures || ']))[' || c_figures || ']{3,4}(?![' || c_figures || ']|[\s\u3000]?[' || c_dashes || './／][\s\u3000]?[' || c_figures || ']|' || c_counted
        || ')|(?:[' || c_figures || ']{1,4}[' || c_letters || ']?|[' || c_words || ']{1,3})(?:号楼|栋|幢|号院|座|号)[、,，]?[\s\u3000]?(?:[' || c_figures || ']{1,3}|['
        || c_words || ']{1,3})(?:门(?![店口面诊头前])|单元|栋|幢|层|楼)|[' || c_figures || ']{1,2}(?:门|单元|层|楼)[' || c_figures || ']{3,4}(?![' || c_figures || ']|' || c_counted
        || ')|[' || c_figures || ']{3,4}室|[' || c_figures || ']{1,3}号楼)' || c_parts || c_rest;
BEGIN
    IF value !~ ('[' || c_figures || c_words || ']|[' || c_letters || ']([座栋幢区楼]|号楼|单元)') THEN RETURN value; END IF;
    RETURN regexp_replace(regexp_replace(regexp_replace(value, c_behind, '\1***', 'g'), c_right_behind, '\1***', 'g'), c_anywhere, '***', 'g');
END $$;

-- The names of natural persons in a cell that tells who leads something: several of them, with remarks in brackets, with blanks inside or
-- between them, of a minority (with a point), in Latin letters. A name of one character is none: it would be found in every text.
CREATE OR REPLACE FUNCTION ground_names_of(cell text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT n.name ORDER BY n.name), '{}')
    FROM regexp_split_to_table(regexp_replace(regexp_replace(cell, E'^\\s*[（(]([^（）()]*)[）)]\\s*$', E'\\1'), '[（(〔【[][^）)〕】]*[]）)〕】]', '、', 'g'), E'[、,，;；/／|&＆\\n\\r\\t]+') AS p(part)
    CROSS JOIN LATERAL (SELECT btrim(regexp_replace(p.part, E'^[\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]*(?:姓名|投资人|经营者|负责人|法定代表人|业主)[:：]?', ''), E' \u00a0\u200b\u3000\ufeff') AS said) u
    CROSS JOIN LATERAL (SELECT CASE WHEN u.said !~ E'^[一-鿿㐀-䶿〇\U00020000-\U000323af]' THEN u.said ELSE  -- behind a name: what else is told of the person
        regexp_replace(regexp_replace(u.said, E'[\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]*(?:[0-9０-９]{7}.*|身份证.*|[\\s\u00a0\u3000](?:[男女]|[0-9０-９].*))$', ''),
            E'(?:[\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]*(?:先生|女士|同志|等[0-9一二三四五六七八九十]{0,3}人?|经营者|负责人|法定代表人|业主|投资人|[。·•‧・.．∙⋅●]))+$', '') END AS said) t
    CROSS JOIN LATERAL (
        SELECT regexp_replace(t.said, E'[\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]+', '', 'g') AS name WHERE t.said ~ E'^[一-鿿㐀-䶿〇\U00020000-\U000323af][一-鿿㐀-䶿〇\U00020000-\U000323af·•‧・.．∙⋅●\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]*$' AND length(t.said) <= 30
        UNION ALL SELECT w FROM regexp_split_to_table(t.said, E'[\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]+') w  -- 李四 张三, but not 李 四
        WHERE t.said ~ E'^[一-鿿㐀-䶿〇\U00020000-\U000323af][一-鿿㐀-䶿〇\U00020000-\U000323af·•‧・.．∙⋅●\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]*$' AND t.said ~ E'[\\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]' AND NOT t.said ~ E'(?<![一-鿿㐀-䶿〇\U00020000-\U000323af·•‧・.．∙⋅●])[一-鿿㐀-䶿〇\U00020000-\U000323af](?![一-鿿㐀-䶿〇\U00020000-\U000323af·•‧・.．∙⋅●])'
        UNION ALL SELECT t.said WHERE t.said ~ E'^[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ''’.· -]{2,59}$'
    ) n
    WHERE length(n.name) >= 2 AND n.name !~ '^(无|暂无|没有|不详|未知|同上|本人|个体工商户|个体户|身份证|经营者|负责人|法定代表人|业主|投资人|当事人|个人|家庭|家庭经营|个人经营|附件|见附件|详见附件|万元)$|公司|合伙|事务所|护照|通行证'
$$;

-- The same text without these names of natural persons, covered as a name is, save where ``p_kept`` holds them: with blanks between their
-- characters too, whichever point a minority's name has, Latin names in either case and as whole words.
CREATE OR REPLACE FUNCTION ground_without_names(value text, p_names text[], p_kept text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    told text := value;
    one text; found text; pattern text;
BEGIN
    FOREACH one IN ARRAY p_names LOOP
        IF one ~ '[A-Za-z]' THEN
            pattern := '(?i)(?<![A-Za-z])' || regexp_replace(regexp_replace(one, '([.])', '[.]', 'g'), E'\\s+', E'\\\\s+', 'g') || '(?![A-Za-z])';
        ELSE
            CONTINUE WHEN strpos(told, left(one, 1)) = 0;
            pattern := regexp_replace(regexp_replace(rtrim(one, '·•‧・.．∙⋅●'), '(.)(?=.)', E'\\1[ \u00a0\u200b-\u200d\u2060\u3000\ufeff]{0,4}', 'g'), '[·•‧・.．∙⋅●](?=\[)', '[·•‧・.．∙⋅●]?', 'g');
        END IF;
        CONTINUE WHEN told !~ pattern;
        IF coalesce(p_kept, '') <> '' AND strpos(p_kept, one) > 0 THEN told := replace(told, p_kept, E'\x01'); END IF;
        FOR found IN SELECT DISTINCT m[1] FROM regexp_matches(told, pattern, 'g') AS m LOOP
            told := replace(told, found, ground_masked('name', found));
        END LOOP;
        told := replace(told, E'\x01', coalesce(p_kept, ''));
    END LOOP;
    RETURN told;
END $$;

-- A text about a business of an individual without houses and without the names of who leads it, save where what the business itself is
-- called holds them: that is public.
DROP FUNCTION IF EXISTS ground_of_shop(text, boolean, text[], text[]);
CREATE OR REPLACE FUNCTION ground_of_shop(value text, p_leaders text[], p_called text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    told text := value;
    kept text[] := '{}';
    one text;
BEGIN
    FOR one IN SELECT c FROM unnest(p_called) c WHERE length(c) > 1 AND strpos(value, c) > 0 ORDER BY length(c) DESC LOOP
        CONTINUE WHEN ground_without_names(ground_without_houses(one), p_leaders, '') = one;
        kept := kept || one;
        told := replace(told, one, chr(57343 + cardinality(kept)));
    END LOOP;
    told := ground_without_names(ground_without_houses(told), p_leaders, '');
    FOR i IN 1..cardinality(kept) LOOP told := replace(told, chr(57343 + i), kept[i]); END LOOP;
    RETURN told;
END $$;

-- An address down to the street, or to the estate where none is told before the house; else to where the house begins, blank where nothing
-- of this can be told (ruling 28). The same as masking.address. A street may itself hold a number (八马路, 2号路).
CREATE OR REPLACE FUNCTION ground_to_street(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(substring(h.head FROM '^(?:(?!街道|大街|公路|大道|道|路|街|胡同|巷|镇|乡).)*(?:街道|大街|公路|大道|道|路|街|胡同|巷|镇|乡)'),
        substring(h.head FROM '^(?:(?!小区|社区|新村|家园|花园|公寓|大厦|大楼|广场|市场|商城|家属院|大院|宿舍|平房|公馆|新城|里|村|苑|园|庄|坊|庭|轩|阁|湾|墅|邸).)*(?:小区|社区|新村|家园|花园|公寓|大厦|大楼|广场|市场|商城|家属院|大院|宿舍|平房|公馆|新城|里|村|苑|园|庄|坊|庭|轩|阁|湾|墅|邸)'),
        CASE WHEN h.head <> value THEN rtrim(h.head, E' \t\n\u3000（(〔[、，,：:-') ELSE '' END)
    FROM (SELECT coalesce(substring(value FROM '^(?:(?![0-9０-９]+(?![0-9０-９]|号?(?:大街|街|大道|道|公路|路|马路|条胡同|胡同|条|经路|纬路|巷))|[零〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]+(?:号(?!路|大街|街|道|巷)|弄|栋|幢|楼|单元|门|层|室|排)|[A-Za-zＡ-Ｚａ-ｚ](?:[座栋幢区楼]|[-‐‑‒–—―－]?[0-9０-９])).)*'), '') AS head) h
$$;

-- 统计更新: tells the planner about rows that the running transaction has just added, where they are many enough
-- to change a plan. Without it a first large file is joined as if its table were still empty. What is added by many parts needs it less often: ``p_share``.
DROP FUNCTION IF EXISTS ground_grown(regclass, bigint);
CREATE OR REPLACE FUNCTION ground_grown(p_table regclass, p_added bigint, p_share numeric DEFAULT 0.05) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF p_added > 1000 AND p_added > p_share * (SELECT reltuples FROM pg_class WHERE oid = p_table) THEN
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s', p_table);  -- whoever is at it already, or keeps others from it, is not waited for
    END IF;
END $$;

-- 统计存疑: tables that hold pages but were last counted as empty are told to the planner as new ones. After a killed load, whoever counts while
-- the next one is under way finds dead rows only; of an empty table one index is as good as another, and a look-up by key became a walk through
-- all of them for each row. Until the transaction ends nobody else counts or tells, so what is told to be new already is left. Without effect
-- before PostgreSQL 18, where only VACUUM mends it (docs/decisions/0047).
CREATE OR REPLACE FUNCTION ground_uncounted(VARIADIC p_tables regclass[]) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_name text;
BEGIN
    IF to_regprocedure('pg_catalog.pg_clear_relation_stats(text, text)') IS NULL THEN RETURN; END IF;
    FOR v_name IN
        SELECT x.relname FROM pg_class t JOIN LATERAL (
            SELECT t.relname, t.reltuples, 0 AS after UNION ALL SELECT i.relname, i.reltuples, 1 FROM pg_index k JOIN pg_class i ON i.oid = k.indexrelid WHERE k.indrelid = t.oid
        ) x ON true
        WHERE t.oid = ANY (p_tables) AND t.reltuples <= 1 AND x.reltuples >= 0 AND pg_relation_size(t.oid) > 65536 ORDER BY t.oid, x.after
    LOOP
        EXECUTE 'SELECT pg_clear_relation_stats($1, $2)' USING 'chengxin', v_name;
    END LOOP;
END $$;
