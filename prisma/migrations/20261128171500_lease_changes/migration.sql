-- The log has the MAC addresses of changed leases, and readers find their nodes. A trigger cannot find the node of a MAC
-- address that a concurrent transaction adds: that transaction does not see the lease either, so the node kept its old text.

-- AlterTable
ALTER TABLE "node_changes" ADD COLUMN     "mac" VARCHAR(17);

CREATE OR REPLACE FUNCTION log_changes_by_mac() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO node_changes (mac) SELECT DISTINCT mac FROM affected;
  RETURN NULL;
END $$;
