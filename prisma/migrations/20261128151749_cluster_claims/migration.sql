-- AlterTable
ALTER TABLE "nodegroups" ADD COLUMN     "claim_hash" VARCHAR(64),
ADD COLUMN     "claim_warned" TIMESTAMPTZ(3),
ADD COLUMN     "claimed" TIMESTAMPTZ(3);
