-- AlterTable
ALTER TABLE "webhooks" ADD COLUMN "zone_id" INTEGER, ADD COLUMN "tag_id" INTEGER;

UPDATE "webhooks" w SET
  "zone_id" = (SELECT z.id FROM zones z WHERE z.name = w.zone),
  "tag_id" = (SELECT t.id FROM tags t WHERE t.name = w.tag);

-- Without its filter, a webhook would get all events.
UPDATE "webhooks" SET "enabled" = false
WHERE "zone" IS NOT NULL AND "zone_id" IS NULL OR "tag" IS NOT NULL AND "tag_id" IS NULL;

ALTER TABLE "webhooks" DROP COLUMN "zone", DROP COLUMN "tag";

-- AlterTable
ALTER TABLE "webhook_deliveries" ADD COLUMN "retry_until" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '4 days'::interval);

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "zones"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE OR REPLACE FUNCTION queue_webhook_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  delivery record;
BEGIN
  FOR delivery IN
    INSERT INTO webhook_deliveries (webhook_id, event_id)
    SELECT w.id, NEW.id FROM webhooks w
    WHERE w.enabled AND NEW.level >= w.level AND (w.types = '{}' OR NEW.type = ANY (w.types))
      AND (w.zone_id IS NULL OR EXISTS (
        SELECT FROM nodes n WHERE n.system_id = NEW.system_id AND n.zone_id = w.zone_id))
      AND (w.tag_id IS NULL OR EXISTS (
        SELECT FROM nodes n JOIN node_tags nt ON nt.node_id = n.id
        WHERE n.system_id = NEW.system_id AND nt.tag_id = w.tag_id))
    ORDER BY w.id
    RETURNING id, webhook_id
  LOOP
    PERFORM graphile_worker.add_job('webhook', json_build_object('deliveryId', delivery.id),
      'webhook ' || delivery.webhook_id, clock_timestamp());
  END LOOP;
  RETURN NULL;
END $$;
