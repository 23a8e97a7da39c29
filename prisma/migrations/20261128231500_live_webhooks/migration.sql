CREATE TRIGGER "webhooks_live" AFTER INSERT OR UPDATE OR DELETE ON "webhooks" FOR EACH STATEMENT
  EXECUTE FUNCTION tell_topic('webhooks');

-- For each row: the statement runs for each event, also for one that no webhook gets. Purged deliveries are old.
CREATE TRIGGER "webhook_deliveries_live" AFTER INSERT OR UPDATE ON "webhook_deliveries" FOR EACH ROW
  EXECUTE FUNCTION tell_topic('webhooks');
