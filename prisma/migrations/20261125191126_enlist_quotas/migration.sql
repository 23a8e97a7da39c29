-- How many requests a network may still make of the machines that enlist themselves.
CREATE TABLE "enlist_quotas" (
    "network" INET NOT NULL,
    "remaining" DOUBLE PRECISION NOT NULL,
    "updated" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "enlist_quotas_pkey" PRIMARY KEY ("network")
);
CREATE INDEX "enlist_quotas_updated_idx" ON "enlist_quotas"("updated");
