-- 有效的授权: mandates of agents that are in force today: begun, not over, not taken back.
CREATE OR REPLACE VIEW access_mandated AS
    SELECT m.* FROM access_agentmandate m
    WHERE ground_today() BETWEEN m.begins_on AND m.ends_on AND NOT EXISTS (SELECT 1 FROM access_agentmandateend e WHERE e.mandate_id = m.id);
