-- The content of a file gets rows of its own: a new one takes the place of the old one at once, which stays for a while
-- for those who are reading it.
CREATE TABLE "file_contents" (
    "id" SERIAL NOT NULL,
    "unused_since" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "file_contents_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "file_contents_unused_since_idx" ON "file_contents"("unused_since");

INSERT INTO "file_contents" ("id", "unused_since") SELECT "id", NULL FROM "files";
SELECT setval('file_contents_id_seq', (SELECT coalesce(max("id"), 0) + 1 FROM "files"), false);

ALTER TABLE "files" ADD COLUMN "content_id" INTEGER;
UPDATE "files" SET "content_id" = "id";
ALTER TABLE "files" ALTER COLUMN "content_id" SET NOT NULL;
CREATE UNIQUE INDEX "files_content_id_key" ON "files"("content_id");
ALTER TABLE "files" ADD CONSTRAINT "files_content_id_fkey"
  FOREIGN KEY ("content_id") REFERENCES "file_contents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "file_chunks" DROP CONSTRAINT "file_chunks_file_id_fkey";
ALTER TABLE "file_chunks" RENAME COLUMN "file_id" TO "content_id";
ALTER TABLE "file_chunks" ADD CONSTRAINT "file_chunks_content_id_fkey"
  FOREIGN KEY ("content_id") REFERENCES "file_contents"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- Files are mostly archives: to compress them again costs much and gains nothing.
ALTER TABLE "file_chunks" ALTER COLUMN "data" SET STORAGE EXTERNAL;

-- However a file goes, also with its owner, its content is left to be purged.
CREATE FUNCTION leave_file_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE file_contents SET unused_since = now() WHERE id = OLD.content_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER "files_leave_content_on_delete" AFTER DELETE ON "files"
  FOR EACH ROW EXECUTE FUNCTION leave_file_content();
CREATE TRIGGER "files_leave_content_on_update" AFTER UPDATE OF "content_id" ON "files"
  FOR EACH ROW WHEN (OLD.content_id <> NEW.content_id) EXECUTE FUNCTION leave_file_content();
