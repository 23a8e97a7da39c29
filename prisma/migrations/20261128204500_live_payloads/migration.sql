-- One statement: a timeout between two of them would leave the lock behind, with the session of the database.
CREATE OR REPLACE FUNCTION is_live() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE WHEN pg_try_advisory_lock(5240040) THEN NOT pg_advisory_unlock(5240040) ELSE true END;
END $$;

-- A payload has less than 8,000 bytes, or the change fails. The uuid of a cluster may be any 36 characters.
CREATE OR REPLACE FUNCTION tell(topic text, items jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF jsonb_array_length(items) > 100 OR octet_length(items::text) > 7000 THEN items := 'true'; END IF;
  PERFORM pg_notify('live', jsonb_build_object(topic, items)::text) WHERE items <> '[]';
END $$;
