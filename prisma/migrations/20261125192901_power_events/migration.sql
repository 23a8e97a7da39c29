-- AlterTable
ALTER TABLE "nodes" ADD COLUMN     "powering_off" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "power_actions" ADD COLUMN     "job_id" TEXT;

-- CreateTable
CREATE TABLE "events" (
    "id" SERIAL NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "level" SMALLINT NOT NULL,
    "type" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "system_id" VARCHAR(41),
    "username" VARCHAR(30),
    "details" JSONB,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "events_system_id_id_idx" ON "events"("system_id", "id");

-- CreateIndex
CREATE INDEX "events_created_idx" ON "events"("created");
