-- 脱敏与存疑: what of a record the public may read, and what of it had better be read by a person first.

-- A row's public values: whitelisted by the catalogue, the leader's name for organisations only, an individual
-- business's address down to the street (ruling 28), identity and telephone numbers in long texts masked.
CREATE OR REPLACE FUNCTION publicity_masked(p_values jsonb, p_text_keys text[], p_street_keys text[], p_individual boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp AS $$
DECLARE
    k text;
BEGIN
    FOREACH k IN ARRAY p_text_keys LOOP
        IF p_values ? k THEN
            p_values := jsonb_set(p_values, ARRAY[k], to_jsonb(ground_masked_text(p_values ->> k)));
        END IF;
    END LOOP;
    IF p_individual THEN
        FOREACH k IN ARRAY p_street_keys LOOP
            IF p_values ? k THEN
                p_values := jsonb_set(p_values, ARRAY[k], to_jsonb(ground_to_street(p_values ->> k)));
            END IF;
        END LOOP;
    END IF;
    RETURN p_values;
END $$;

-- Per long text that had better be read first, why (ground_doubts, of what masking leaves).
CREATE OR REPLACE FUNCTION publicity_doubts(p_values jsonb, p_text_keys text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(k, why), '{}') FROM (
        SELECT k, ground_doubts(ground_masked_text(p_values ->> k)) AS why FROM unnest(p_text_keys) AS k WHERE p_values ? k
    ) x WHERE why <> '{}'
$$;
