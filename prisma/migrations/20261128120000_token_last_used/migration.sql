-- The purge of nonces keeps when each token was used last.
ALTER TABLE "tokens" ADD COLUMN "last_used" TIMESTAMPTZ(3);
