-- A report of leases writes one row to the log, not one for each changed lease. The rows that lose their MAC address mean that
-- any node may have changed.

-- AlterTable
ALTER TABLE "node_changes" DROP COLUMN "mac",
ADD COLUMN     "macs" VARCHAR(17)[];

CREATE OR REPLACE FUNCTION log_changes_by_mac() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO node_changes (macs) SELECT array_agg(DISTINCT mac) FROM affected HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- A row without a node and MAC addresses is about any node.
CREATE OR REPLACE FUNCTION tell_logged_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT is_live() THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM affected WHERE node_id IS NULL AND macs IS NULL) THEN
    PERFORM pg_notify('live', '{"nodes": true}');
  ELSE
    PERFORM tell('nodes', jsonb_agg(jsonb_build_array(system_id, owner_id, owner_id))) FROM (
      SELECT system_id, owner_id FROM nodes WHERE id IN (
        SELECT node_id FROM affected
        UNION SELECT m.node_id FROM affected a CROSS JOIN unnest(a.macs) AS mac JOIN mac_addresses m USING (mac)) LIMIT 101) AS few
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
