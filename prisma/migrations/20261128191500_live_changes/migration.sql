-- Notifies processes with live streams (src/site/live/) of changes. NOTIFY takes a global lock at the end of a
-- transaction, so triggers notify only while a process listens: each of these holds advisory lock 5240040, shared.

CREATE FUNCTION is_live() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_lock(5240040) THEN RETURN true; END IF;
  PERFORM pg_advisory_unlock(5240040);
  RETURN false;
END $$;

-- The payload is {topic: items}, or {topic: true} for too many items: a payload has less than 8,000 bytes.
CREATE FUNCTION tell(topic text, items jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF jsonb_array_length(items) > 100 THEN items := 'true'; END IF;
  PERFORM pg_notify('live', jsonb_build_object(topic, items)::text) WHERE items <> '[]';
END $$;

CREATE FUNCTION tell_topic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_live() THEN PERFORM pg_notify('live', jsonb_build_object(TG_ARGV[0], true)::text); END IF;
  RETURN NULL;
END $$;

-- A node is told as [system_id, owner before, owner after]: who saw it before may have to forget it.
CREATE FUNCTION tell_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told jsonb;
BEGIN
  IF NOT is_live() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_agg(jsonb_build_array(system_id, before, owner_id)) INTO told FROM (
      SELECT n.system_id, o.owner_id AS before, n.owner_id FROM affected n JOIN former o ON o.id = n.id LIMIT 101) AS few;
  ELSE
    SELECT jsonb_agg(jsonb_build_array(system_id, owner_id, owner_id)) INTO told FROM (
      SELECT system_id, owner_id FROM affected LIMIT 101) AS few;
  END IF;
  PERFORM tell('nodes', told) WHERE told IS NOT NULL;
  RETURN NULL;
END $$;

CREATE FUNCTION tell_nodes_of_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_live() THEN
    PERFORM tell('nodes', jsonb_agg(jsonb_build_array(system_id, owner_id, owner_id))) FROM (
      SELECT system_id, owner_id FROM nodes WHERE id IN (SELECT node_id FROM affected) LIMIT 101) AS few
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

-- The log has the changes of nodes that other tables hold. A row without a node and a MAC address is about any node.
CREATE FUNCTION tell_logged_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT is_live() THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM affected WHERE node_id IS NULL AND mac IS NULL) THEN
    PERFORM pg_notify('live', '{"nodes": true}');
  ELSE
    PERFORM tell('nodes', jsonb_agg(jsonb_build_array(system_id, owner_id, owner_id))) FROM (
      SELECT system_id, owner_id FROM nodes WHERE id IN (
        SELECT node_id FROM affected
        UNION SELECT m.node_id FROM affected a JOIN mac_addresses m ON m.mac = a.mac) LIMIT 101) AS few
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

-- An event without a node is for administrators: no user has the id -1.
CREATE FUNCTION tell_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_live() THEN
    PERFORM tell('events', jsonb_agg(jsonb_build_array(coalesce(system_id, ''), owner_id, owner_id))) FROM (
      SELECT e.system_id, CASE WHEN n.id IS NULL THEN -1 ELSE n.owner_id END AS owner_id
      FROM affected e LEFT JOIN nodes n ON n.system_id = e.system_id LIMIT 101) AS few
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION tell_clusters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_live() THEN
    PERFORM tell('clusters', jsonb_agg(uuid)) FROM (
      SELECT uuid FROM nodegroups g
      WHERE to_jsonb(g.id) IN (SELECT to_jsonb(a) -> TG_ARGV[0] FROM affected a) LIMIT 101) AS few
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION tell_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_live() THEN
    PERFORM tell(TG_ARGV[0], jsonb_agg(DISTINCT owner)) FROM (
      SELECT coalesce(to_jsonb(a) -> TG_ARGV[1], 'null') AS owner FROM affected a LIMIT 101) AS few
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "nodes_live_update" AFTER UPDATE ON "nodes"
  REFERENCING OLD TABLE AS former NEW TABLE AS affected FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes();

DO $$
DECLARE
  told record;
BEGIN
  FOR told IN
    SELECT * FROM (VALUES
      ('nodes', 'INSERT', 'NEW', 'tell_nodes()'),
      ('nodes', 'DELETE', 'OLD', 'tell_nodes()'),
      ('node_changes', 'INSERT', 'NEW', 'tell_logged_nodes()'),
      ('commissioning_results', 'INSERT', 'NEW', 'tell_nodes_of_rows()'),
      ('commissioning_results', 'UPDATE', 'NEW', 'tell_nodes_of_rows()'),
      ('installation_results', 'INSERT', 'NEW', 'tell_nodes_of_rows()'),
      ('events', 'INSERT', 'NEW', 'tell_events()'),
      ('nodegroups', 'INSERT', 'NEW', 'tell_clusters(''id'')'),
      ('nodegroups', 'UPDATE', 'NEW', 'tell_clusters(''id'')'),
      ('nodegroup_interfaces', 'INSERT', 'NEW', 'tell_clusters(''nodegroup_id'')'),
      ('nodegroup_interfaces', 'UPDATE', 'NEW', 'tell_clusters(''nodegroup_id'')'),
      ('nodegroup_interfaces', 'DELETE', 'OLD', 'tell_clusters(''nodegroup_id'')'),
      ('files', 'INSERT', 'NEW', 'tell_owners(''files'', ''owner_id'')'),
      ('files', 'UPDATE', 'NEW', 'tell_owners(''files'', ''owner_id'')'),
      ('files', 'DELETE', 'OLD', 'tell_owners(''files'', ''owner_id'')'),
      ('sessions', 'DELETE', 'OLD', 'tell_owners(''sessions'', ''user_id'')'),
      ('users', 'INSERT', 'NEW', 'tell_owners(''users'', ''id'')'),
      ('users', 'UPDATE', 'NEW', 'tell_owners(''users'', ''id'')'),
      ('users', 'DELETE', 'OLD', 'tell_owners(''users'', ''id'')')
    ) AS told (source, change, side, action)
  LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s TABLE AS affected FOR EACH STATEMENT EXECUTE FUNCTION %s',
      told.source || '_live_' || lower(told.change), told.change, told.source, told.side, told.action);
  END LOOP;
  FOR told IN
    SELECT * FROM (VALUES
      ('tags', 'tags'), ('zones', 'zones'), ('networks', 'networks'), ('mac_networks', 'networks'),
      ('boot_images', 'images'), ('boot_sources', 'images'), ('boot_source_selections', 'images'), ('downloads', 'images'),
      ('config', 'settings'), ('commissioning_scripts', 'scripts')
    ) AS told (source, topic)
  LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION tell_topic(%L)',
      told.source || '_live', told.source, told.topic);
  END LOOP;
END $$;
