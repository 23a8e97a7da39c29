-- Hostnames are unique in any case, since DNS has no case. Of nodes whose names already differ only by case, the later
-- ones keep their names until they are renamed.
ALTER TABLE "nodes" ADD COLUMN "hostname_repeats" BOOLEAN NOT NULL DEFAULT false;

UPDATE "nodes" n SET "hostname_repeats" = true
WHERE EXISTS (SELECT FROM "nodes" o WHERE lower(o."hostname") = lower(n."hostname") AND o."id" < n."id");

CREATE UNIQUE INDEX "nodes_lower_hostname_key"
    ON "nodes" (lower("hostname"), (CASE WHEN "hostname_repeats" THEN "id" ELSE 0 END));
