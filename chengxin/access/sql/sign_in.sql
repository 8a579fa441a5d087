-- 接口认证: who holds a key, told by its keyed digest; the last use is kept to the minute. No role of a web process may read the keys.
CREATE OR REPLACE FUNCTION access_sign_in(p_proof text) RETURNS TABLE (key bigint, organ bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT k.id, k.organ_id FROM access_accesskey k
        WHERE k.mac = p_proof AND NOT EXISTS (SELECT 1 FROM access_accesskeyrevocation r WHERE r.key_id = k.id);
    UPDATE access_accesskey k SET last_used_at = now()
        WHERE k.mac = p_proof AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute')
        AND NOT EXISTS (SELECT 1 FROM access_accesskeyrevocation r WHERE r.key_id = k.id);
END $$;
