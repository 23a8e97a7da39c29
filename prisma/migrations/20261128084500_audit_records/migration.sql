-- CreateEnum
CREATE TYPE "audit_origin" AS ENUM ('API', 'UI', 'CLI');

-- CreateTable
CREATE TABLE "audit_records" (
    "id" BIGSERIAL NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "origin" "audit_origin" NOT NULL,
    "username" TEXT,
    "address" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "objects" TEXT[] NOT NULL,
    "parameters" TEXT[] NOT NULL,
    "refused" SMALLINT,

    CONSTRAINT "audit_records_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_records_created_idx" ON "audit_records"("created");

-- CreateIndex
CREATE INDEX "audit_records_username_id_idx" ON "audit_records"("username", "id");

-- CreateIndex. Without fastupdate, no change has to wait while the collected entries of others are added.
CREATE INDEX "audit_records_objects_idx" ON "audit_records" USING GIN ("objects") WITH (fastupdate = off);
