-- Two accounts may have addresses that differ in the case of letters before the @ (the rest is stored in lower case).
DROP INDEX "users_email_key";
CREATE UNIQUE INDEX "users_email_key" ON "users" ("email") WHERE "email" <> '';
