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
