-- The sessions of people who signed in with a password.

-- CreateTable
CREATE TABLE "sessions" (
    "id" SERIAL NOT NULL,
    "hash" BYTEA NOT NULL,
    "user_id" INTEGER NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "address" VARCHAR(45) NOT NULL,
    "user_agent" VARCHAR(255) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sessions_hash_key" ON "sessions"("hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A changed password and changed rights end all sessions of the account, whoever changes them.
CREATE FUNCTION end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM sessions WHERE user_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER "users_end_sessions" AFTER UPDATE ON "users" FOR EACH ROW
  WHEN ((OLD.password, OLD.is_superuser, OLD.is_active) IS DISTINCT FROM (NEW.password, NEW.is_superuser, NEW.is_active))
  EXECUTE FUNCTION end_sessions();

-- Quotas are of accounts, too, and not only of addresses.

-- AlterTable
ALTER TABLE "address_quotas" RENAME TO "quotas";
ALTER TABLE "quotas" RENAME CONSTRAINT "address_quotas_pkey" TO "quotas_pkey";
ALTER INDEX "address_quotas_updated_idx" RENAME TO "quotas_updated_idx";
ALTER TABLE "quotas" RENAME COLUMN "network" TO "subject";
ALTER TABLE "quotas" ALTER COLUMN "subject" TYPE TEXT USING host("subject");
