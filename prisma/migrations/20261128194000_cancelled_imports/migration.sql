-- AlterTable
ALTER TABLE "nodegroups" ADD COLUMN     "import_cancelled" TIMESTAMPTZ(3);
