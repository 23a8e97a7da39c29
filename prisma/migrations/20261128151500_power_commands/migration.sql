-- AlterEnum
ALTER TYPE "power_change" ADD VALUE 'cycle';
ALTER TYPE "power_change" ADD VALUE 'shutdown';
