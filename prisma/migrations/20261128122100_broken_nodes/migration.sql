-- A node that somebody marked as broken. Clients of 1.0 see it as failed tests.
ALTER TABLE "nodes"
    DROP CONSTRAINT "nodes_substatus_check",
    ADD CONSTRAINT "nodes_substatus_check" CHECK (
        "substatus" IS NULL
        OR "status" = 2 AND "substatus" = 8
        OR "status" = 4 AND "substatus" IN (12, 13)
        OR "status" = 6 AND "substatus" IN (6, 9, 11));
