-- 追加不改: tables that are added to and never changed; also not by their owner. One trigger for the history of every room.
CREATE OR REPLACE FUNCTION ground_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'CX031';
END $$;
CREATE OR REPLACE FUNCTION ground_keep(VARIADIC p_tables text[]) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY p_tables LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS append_only ON %I', kept);
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION ground_append_only()', kept);
    END LOOP;
END $$;
