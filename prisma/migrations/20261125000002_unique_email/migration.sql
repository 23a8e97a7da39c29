-- An e-mail address belongs to one account, in whatever case it is written. Accounts may do without one.
CREATE UNIQUE INDEX "users_email_key" ON "users" (lower("email")) WHERE "email" <> '';
