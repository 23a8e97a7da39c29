-- The log of changes that nodes show but whose rows are in other tables. Processes keep the texts of nodes for lists,
-- and read here which texts are out of date. A row without a node says that any node may have changed.

-- CreateTable
CREATE TABLE "node_changes" (
    "id" BIGSERIAL NOT NULL,
    "node_id" INTEGER,
    "changed" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "node_changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "node_changes_changed_idx" ON "node_changes"("changed");

CREATE FUNCTION log_deleted_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO node_changes (node_id) SELECT id FROM affected;
  RETURN NULL;
END $$;

CREATE FUNCTION log_changes_by_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO node_changes (node_id) SELECT DISTINCT node_id FROM affected;
  RETURN NULL;
END $$;

CREATE FUNCTION log_changes_by_mac() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO node_changes (node_id) SELECT DISTINCT m.node_id FROM affected a JOIN mac_addresses m ON m.mac = a.mac;
  RETURN NULL;
END $$;

CREATE FUNCTION log_change_of_any_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO node_changes (node_id) VALUES (NULL);
  RETURN NULL;
END $$;

CREATE TRIGGER "nodes_log_delete" AFTER DELETE ON "nodes"
  REFERENCING OLD TABLE AS affected FOR EACH STATEMENT EXECUTE FUNCTION log_deleted_nodes();

-- A trigger has one transition table here, so an update has two triggers.
DO $$
DECLARE
  logged record;
BEGIN
  FOR logged IN
    SELECT * FROM (VALUES
      ('mac_addresses', 'log_changes_by_node'), ('node_tags', 'log_changes_by_node'), ('dhcp_leases', 'log_changes_by_mac')
    ) AS logged (source, action)
  LOOP
    EXECUTE format('CREATE TRIGGER %1$s_log_insert AFTER INSERT ON %1$s REFERENCING NEW TABLE AS affected FOR EACH STATEMENT EXECUTE FUNCTION %2$s()', logged.source, logged.action);
    EXECUTE format('CREATE TRIGGER %1$s_log_delete AFTER DELETE ON %1$s REFERENCING OLD TABLE AS affected FOR EACH STATEMENT EXECUTE FUNCTION %2$s()', logged.source, logged.action);
    EXECUTE format('CREATE TRIGGER %1$s_log_update_from AFTER UPDATE ON %1$s REFERENCING OLD TABLE AS affected FOR EACH STATEMENT EXECUTE FUNCTION %2$s()', logged.source, logged.action);
    EXECUTE format('CREATE TRIGGER %1$s_log_update_to AFTER UPDATE ON %1$s REFERENCING NEW TABLE AS affected FOR EACH STATEMENT EXECUTE FUNCTION %2$s()', logged.source, logged.action);
  END LOOP;
END $$;

CREATE TRIGGER "users_log_update" AFTER UPDATE ON "users" FOR EACH ROW
  WHEN (OLD.username IS DISTINCT FROM NEW.username) EXECUTE FUNCTION log_change_of_any_node();
CREATE TRIGGER "tags_log_update" AFTER UPDATE ON "tags" FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION log_change_of_any_node();
CREATE TRIGGER "zones_log_update" AFTER UPDATE ON "zones" FOR EACH ROW
  WHEN ((OLD.name, OLD.description) IS DISTINCT FROM (NEW.name, NEW.description)) EXECUTE FUNCTION log_change_of_any_node();
CREATE TRIGGER "nodegroups_log_update" AFTER UPDATE ON "nodegroups" FOR EACH ROW
  WHEN ((OLD.name, OLD.status) IS DISTINCT FROM (NEW.name, NEW.status)) EXECUTE FUNCTION log_change_of_any_node();
CREATE TRIGGER "nodegroup_interfaces_log_update" AFTER UPDATE ON "nodegroup_interfaces" FOR EACH ROW
  WHEN ((OLD.nodegroup_id, OLD.management) IS DISTINCT FROM (NEW.nodegroup_id, NEW.management))
  EXECUTE FUNCTION log_change_of_any_node();
CREATE TRIGGER "nodegroup_interfaces_log_rows" AFTER INSERT OR DELETE ON "nodegroup_interfaces" FOR EACH ROW
  EXECUTE FUNCTION log_change_of_any_node();

-- The triggers also fire in sessions that load a copy, which switch off ordinary triggers.
DO $$
DECLARE
  source text;
  logging record;
BEGIN
  FOREACH source IN ARRAY ARRAY['nodes', 'mac_addresses', 'node_tags', 'dhcp_leases', 'users', 'tags', 'zones', 'nodegroups', 'nodegroup_interfaces', 'node_changes']
  LOOP
    EXECUTE format('CREATE TRIGGER %1$s_log_truncate AFTER TRUNCATE ON %1$s FOR EACH STATEMENT EXECUTE FUNCTION log_change_of_any_node()', source);
    FOR logging IN SELECT tgname FROM pg_trigger WHERE tgrelid = source::regclass AND tgname LIKE '%\_log\_%'
    LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', source, logging.tgname);
    END LOOP;
  END LOOP;
END $$;
