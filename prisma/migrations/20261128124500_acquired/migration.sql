-- When and for which constraints a node was acquired, so that a repeated acquisition is noticed.
ALTER TABLE "nodes" ADD COLUMN "acquired" TIMESTAMPTZ(3), ADD COLUMN "acquired_for" TEXT;

-- DropIndex
DROP INDEX "nodes_token_id_idx";

-- CreateIndex
CREATE INDEX "nodes_token_id_acquired_idx" ON "nodes"("token_id", "acquired");
