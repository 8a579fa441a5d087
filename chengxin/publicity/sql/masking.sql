-- 脱敏与存疑: what of a record the public may read, and what of it had better be read by a person first.

-- A row's public values: whitelisted by the catalogue, the leader's name for organisations only, an individual business's address
-- down to the street, also inside its long texts (ruling 28); identity numbers masked wherever they stand, telephones outside of
-- what is itself a number (docs/rulings.md, 451, 452).
DROP FUNCTION IF EXISTS publicity_masked(jsonb, text[], text[], boolean);  -- its language changed
CREATE OR REPLACE FUNCTION publicity_masked(p_values jsonb, p_text_keys text[], p_street_keys text[], p_individual boolean)
RETURNS jsonb LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(e.key, CASE
        WHEN p_individual AND e.key = ANY (p_street_keys) THEN ground_to_street(m.said)
        WHEN p_individual AND e.key = ANY (p_text_keys) THEN ground_without_houses(m.said)
        ELSE m.said END), '{}')
    FROM jsonb_each_text(p_values) e
    CROSS JOIN LATERAL (SELECT CASE
        WHEN NOT ground_worth_masking(e.value) THEN e.value
        WHEN e.key <> ALL (p_text_keys) AND e.value ~ '^[0-9A-Za-z０-９ -]*$|[字第号〔]' THEN ground_masked_identities(e.value)
        ELSE ground_masked_text(e.value) END AS said) m
$$;

-- Per long text that had better be read first, why: ground_doubts, of what masking leaves; or it names a natural person who is
-- another party of the same document (450), as far as that person's values are still on file.
DROP FUNCTION IF EXISTS publicity_doubts(jsonb, text[]);
CREATE OR REPLACE FUNCTION publicity_doubts(p_record bigint, p_values jsonb, p_text_keys text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(k, why), '{}') FROM (
        SELECT k, CASE WHEN 'person' = ANY (y.why) OR NOT EXISTS (
                SELECT 1 FROM records_hold h JOIN records_record r ON r.id = h.against_id JOIN subjects_subject s ON s.id = r.subject_id AND s.kind = 'person'
                CROSS JOIN LATERAL (SELECT x.id FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v
                JOIN records_personal q ON q.version_id = v.id CROSS JOIN LATERAL jsonb_each_text(q.values) e
                WHERE h.record_id = p_record AND e.value ~ '^[一-鿿·]{2,20}$' AND e.value !~ '证|护照|通行' AND strpos(p_values ->> k, e.value) > 0)
            THEN y.why ELSE y.why || 'person'::text END AS why
        FROM unnest(p_text_keys) AS k CROSS JOIN LATERAL (SELECT ground_doubts(ground_masked_text(p_values ->> k)) AS why) y WHERE p_values ? k
    ) x WHERE why <> '{}'
$$;
