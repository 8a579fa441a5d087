-- 批准条目版本: a proposed version becomes one that rows are read by. The only way a version comes into the table
-- besides the files of the package; every condition is checked here, whoever calls.
CREATE OR REPLACE FUNCTION catalogue_approve(p_proposal bigint, p_approver bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    p catalogue_versionproposal%ROWTYPE;
    made bigint;
BEGIN
    SELECT * INTO p FROM catalogue_versionproposal WHERE id = p_proposal;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such proposal' USING ERRCODE = 'CX006';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('catalogue:' || p.item_id));
    IF p.proposer_id = p_approver OR (SELECT count(*) FROM access_officer_now WHERE id IN (p.proposer_id, p_approver) AND active) <> 2 THEN
        RAISE EXCEPTION 'two different officers in post are needed' USING ERRCODE = 'CX006';
    END IF;
    IF EXISTS (SELECT 1 FROM catalogue_versionrejection WHERE proposal_id = p.id) THEN
        RAISE EXCEPTION 'rejected' USING ERRCODE = 'CX006';
    END IF;
    IF p.in_force_from < ground_today() THEN
        RAISE EXCEPTION 'in force before today' USING ERRCODE = 'CX006';
    END IF;
    IF EXISTS (SELECT 1 FROM catalogue_itemversion v WHERE v.item_id = p.item_id AND (v.version = p.version OR v.in_force_from >= p.in_force_from)) THEN
        RAISE EXCEPTION 'not the next version of its item' USING ERRCODE = 'CX006';
    END IF;
    INSERT INTO catalogue_itemversion (item_id, version, in_force_from, digest, private_keys, text_keys, street_keys, leader_keys, number_keys, name_key, definition)
    VALUES (p.item_id, p.version, p.in_force_from, p.digest, p.private_keys, p.text_keys, p.street_keys, p.leader_keys, p.number_keys, p.name_key, p.definition)
    RETURNING id INTO made;
    INSERT INTO catalogue_versionapproval (proposal_id, item_version_id, proposer_id, approver_id, approved_on)
    VALUES (p.id, made, p.proposer_id, p_approver, ground_today());
    RETURN made;
END $$;

-- 退回提案: not approved, with the reason; one of the two ends a proposal can come to, and the only way to it.
CREATE OR REPLACE FUNCTION catalogue_reject(p_proposal bigint, p_officer bigint, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    p catalogue_versionproposal%ROWTYPE;
BEGIN
    SELECT * INTO p FROM catalogue_versionproposal WHERE id = p_proposal;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such proposal' USING ERRCODE = 'CX006';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('catalogue:' || p.item_id));
    IF p.proposer_id = p_officer OR NOT EXISTS (SELECT 1 FROM access_officer_now WHERE id = p_officer AND active) THEN
        RAISE EXCEPTION 'another officer in post is needed' USING ERRCODE = 'CX006';
    END IF;
    IF btrim(coalesce(p_reason, '')) = '' THEN
        RAISE EXCEPTION 'without a reason nothing is rejected' USING ERRCODE = 'CX006';
    END IF;
    IF EXISTS (SELECT 1 FROM catalogue_versionapproval WHERE proposal_id = p.id) OR EXISTS (SELECT 1 FROM catalogue_versionrejection WHERE proposal_id = p.id) THEN
        RAISE EXCEPTION 'approved or rejected already' USING ERRCODE = 'CX006';
    END IF;
    INSERT INTO catalogue_versionrejection (proposal_id, officer_id, reason, rejected_on) VALUES (p.id, p_officer, btrim(p_reason), ground_today());
END $$;

SELECT ground_keep('catalogue_versionproposal', 'catalogue_versionapproval', 'catalogue_versionrejection');

-- What every side, also the public one, may know of versions approved here: the definition and nothing about people.
CREATE OR REPLACE VIEW publicity.catalogue_version AS
SELECT v.item_id AS item, v.version, v.in_force_from, v.digest, v.definition FROM chengxin.catalogue_itemversion v WHERE v.definition IS NOT NULL;
