-- CreateEnum
CREATE TYPE "webhook_delivery_state" AS ENUM ('waiting', 'delivered', 'dead');

-- CreateTable
CREATE TABLE "webhooks" (
    "id" SERIAL NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT[] NOT NULL,
    "level" SMALLINT NOT NULL,
    "zone" TEXT,
    "tag" TEXT,
    "enabled" BOOLEAN NOT NULL,
    "secret" TEXT NOT NULL,
    "old_secret" TEXT,
    "old_secret_until" TIMESTAMPTZ(3),
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" SERIAL NOT NULL,
    "webhook_id" INTEGER NOT NULL,
    "message_id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "event_id" INTEGER,
    "state" "webhook_delivery_state" NOT NULL DEFAULT 'waiting',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempted" TIMESTAMPTZ(3),
    "status" SMALLINT,
    "milliseconds" INTEGER,
    "error" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_deliveries_webhook_id_state_id_idx" ON "webhook_deliveries"("webhook_id", "state", "id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_state_due_idx" ON "webhook_deliveries"("state", "due");

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Each event makes its deliveries, and their jobs, in its own transaction. The jobs of a webhook have a queue, so they run
-- one at a time and in order. The trigger is for each row: a statement that records no event costs nothing.
CREATE FUNCTION queue_webhook_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  delivery record;
BEGIN
  FOR delivery IN
    INSERT INTO webhook_deliveries (webhook_id, event_id)
    SELECT w.id, NEW.id FROM webhooks w
    WHERE w.enabled AND NEW.level >= w.level AND (w.types = '{}' OR NEW.type = ANY (w.types))
      AND (w.zone IS NULL OR EXISTS (
        SELECT FROM nodes n JOIN zones z ON z.id = n.zone_id WHERE n.system_id = NEW.system_id AND z.name = w.zone))
      AND (w.tag IS NULL OR EXISTS (
        SELECT FROM nodes n JOIN node_tags nt ON nt.node_id = n.id JOIN tags t ON t.id = nt.tag_id
        WHERE n.system_id = NEW.system_id AND t.name = w.tag))
    ORDER BY w.id
    RETURNING id, webhook_id
  LOOP
    PERFORM graphile_worker.add_job('webhook', json_build_object('deliveryId', delivery.id),
      'webhook ' || delivery.webhook_id, clock_timestamp());
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER "events_queue_webhook_deliveries" AFTER INSERT ON "events" FOR EACH ROW
  EXECUTE FUNCTION queue_webhook_deliveries();
