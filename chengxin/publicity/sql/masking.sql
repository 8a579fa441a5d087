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

-- Per long text that had better be read first, why (ground_doubts, of what masking leaves).
CREATE OR REPLACE FUNCTION publicity_doubts(p_values jsonb, p_text_keys text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(k, why), '{}') FROM (
        SELECT k, ground_doubts(ground_masked_text(p_values ->> k)) AS why FROM unnest(p_text_keys) AS k WHERE p_values ? k
    ) x WHERE why <> '{}'
$$;
