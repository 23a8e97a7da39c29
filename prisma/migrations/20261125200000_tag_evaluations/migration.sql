-- AlterTable
ALTER TABLE "tags" ADD COLUMN     "evaluations" INTEGER NOT NULL DEFAULT 0;
