-- What the status of 1.0 does not tell: here, how far the deployment of an allocated node is.
ALTER TABLE "nodes"
    ADD COLUMN "substatus" SMALLINT,
    ADD COLUMN "deploying_since" TIMESTAMPTZ(3),
    ADD COLUMN "installer_seen" BOOLEAN NOT NULL DEFAULT false;

-- Installers turn netboot off when they are done.
UPDATE "nodes" SET "substatus" = 6 WHERE "status" = 6 AND NOT "netboot";

ALTER TABLE "nodes"
    ADD CONSTRAINT "nodes_substatus_check" CHECK ("substatus" IS NULL OR "status" = 6 AND "substatus" IN (6, 9, 11));

-- CreateTable
CREATE TABLE "installation_results" (
    "id" SERIAL NOT NULL,
    "node_id" INTEGER NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "script_result" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_results_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "installation_results_node_id_name_key" ON "installation_results"("node_id", "name");

-- AddForeignKey
ALTER TABLE "installation_results" ADD CONSTRAINT "installation_results_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
