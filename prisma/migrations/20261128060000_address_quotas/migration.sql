-- Quotas are counted for each kind of request. Those of before are full again after a minute.
DROP TABLE "enlist_quotas";

-- CreateTable
CREATE TABLE "address_quotas" (
    "kind" TEXT NOT NULL,
    "network" INET NOT NULL,
    "remaining" DOUBLE PRECISION NOT NULL,
    "updated" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "address_quotas_pkey" PRIMARY KEY ("kind","network")
);

-- CreateIndex
CREATE INDEX "address_quotas_updated_idx" ON "address_quotas"("updated");
