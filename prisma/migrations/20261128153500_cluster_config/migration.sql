-- Notifies processes of changes of clusters' configurations, so that requests which wait for one are answered. The payload
-- is the id of the cluster, or empty for all clusters.

CREATE FUNCTION notify_cluster() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('cluster_config', id::text) FROM (
    SELECT (to_jsonb(OLD) ->> TG_ARGV[0]) UNION SELECT (to_jsonb(NEW) ->> TG_ARGV[0])
  ) AS changed (id) WHERE id IS NOT NULL;
  RETURN NULL;
END $$;

CREATE FUNCTION notify_cluster_of_mac() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('cluster_config', nodegroup_id::text) FROM nodes WHERE id IN (OLD.node_id, NEW.node_id);
  RETURN NULL;
END $$;

CREATE FUNCTION notify_all_clusters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('cluster_config', '');
  RETURN NULL;
END $$;

CREATE TRIGGER "nodegroups_notify" AFTER UPDATE ON "nodegroups" FOR EACH ROW
  WHEN ((OLD.uuid, OLD.name, OLD.status, OLD.maas_url) IS DISTINCT FROM (NEW.uuid, NEW.name, NEW.status, NEW.maas_url))
  EXECUTE FUNCTION notify_cluster('id');

CREATE TRIGGER "nodegroup_interfaces_notify" AFTER INSERT OR DELETE ON "nodegroup_interfaces" FOR EACH ROW
  EXECUTE FUNCTION notify_cluster('nodegroup_id');
CREATE TRIGGER "nodegroup_interfaces_notify_update" AFTER UPDATE ON "nodegroup_interfaces" FOR EACH ROW
  WHEN ((OLD.nodegroup_id, OLD.interface, OLD.management, OLD.ip, OLD.subnet_mask, OLD.broadcast_ip, OLD.router_ip,
      OLD.ip_range_low, OLD.ip_range_high)
    IS DISTINCT FROM (NEW.nodegroup_id, NEW.interface, NEW.management, NEW.ip, NEW.subnet_mask, NEW.broadcast_ip,
      NEW.router_ip, NEW.ip_range_low, NEW.ip_range_high))
  EXECUTE FUNCTION notify_cluster('nodegroup_id');

-- A new node has no MAC addresses yet.
CREATE TRIGGER "nodes_notify_delete" AFTER DELETE ON "nodes" FOR EACH ROW
  EXECUTE FUNCTION notify_cluster('nodegroup_id');
CREATE TRIGGER "nodes_notify_update" AFTER UPDATE ON "nodes" FOR EACH ROW
  WHEN ((OLD.hostname, OLD.nodegroup_id) IS DISTINCT FROM (NEW.hostname, NEW.nodegroup_id))
  EXECUTE FUNCTION notify_cluster('nodegroup_id');

CREATE TRIGGER "mac_addresses_notify" AFTER INSERT OR DELETE OR UPDATE ON "mac_addresses" FOR EACH ROW
  EXECUTE FUNCTION notify_cluster_of_mac();

CREATE TRIGGER "config_notify" AFTER INSERT OR UPDATE ON "config" FOR EACH ROW
  WHEN (NEW.name IN ('ntp_server', 'upstream_dns', 'http_proxy')) EXECUTE FUNCTION notify_all_clusters();
