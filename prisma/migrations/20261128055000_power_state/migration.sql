-- The last known power state of the machine, and when a power action or a query saw it.
ALTER TABLE "nodes"
    ADD COLUMN "power_state" VARCHAR(7) NOT NULL DEFAULT 'unknown',
    ADD COLUMN "power_state_seen" TIMESTAMPTZ(3),
    ADD CONSTRAINT "nodes_power_state_check" CHECK ("power_state" IN ('on', 'off', 'unknown', 'error'));
