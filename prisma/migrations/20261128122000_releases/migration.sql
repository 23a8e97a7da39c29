-- A released node that is powering off has a substatus, which clients see. A failed power-off has another.
ALTER TABLE "nodes" DROP CONSTRAINT "nodes_substatus_check";

UPDATE "nodes" SET "substatus" = 12 WHERE "status" = 4 AND "powering_off";

ALTER TABLE "nodes"
    DROP COLUMN "powering_off",
    ADD CONSTRAINT "nodes_substatus_check" CHECK (
        "substatus" IS NULL
        OR "status" = 4 AND "substatus" IN (12, 13)
        OR "status" = 6 AND "substatus" IN (6, 9, 11));
