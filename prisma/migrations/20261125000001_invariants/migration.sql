-- What must always hold, and what Prisma's schema cannot say.

ALTER TABLE "nodes"
    ADD CONSTRAINT "nodes_status_check" CHECK ("status" BETWEEN 0 AND 7),
    ADD CONSTRAINT "nodes_facts_check" CHECK ("cpu_count" >= 0 AND "memory" >= 0 AND "storage" >= 0),
    ADD CONSTRAINT "nodes_hostname_check" CHECK ("hostname" <> '');

ALTER TABLE "mac_addresses"
    ADD CONSTRAINT "mac_addresses_mac_check" CHECK ("mac" ~ '^([0-9a-f]{2}:){5}[0-9a-f]{2}$');

ALTER TABLE "dhcp_leases"
    ADD CONSTRAINT "dhcp_leases_mac_check" CHECK ("mac" ~ '^([0-9a-f]{2}:){5}[0-9a-f]{2}$');

ALTER TABLE "zones"
    ADD CONSTRAINT "zones_name_check" CHECK ("name" ~ '^[A-Za-z0-9_-]+$');

ALTER TABLE "tags"
    ADD CONSTRAINT "tags_name_check" CHECK ("name" ~ '^[A-Za-z0-9_-]+$');

-- Networks never overlap: not equal, not one within the other.
ALTER TABLE "networks"
    ADD CONSTRAINT "networks_name_check" CHECK ("name" ~ '^[A-Za-z0-9_-]+$'),
    ADD CONSTRAINT "networks_base_address_check" CHECK ("address" = network("address")::inet),
    ADD CONSTRAINT "networks_vlan_tag_check" CHECK ("vlan_tag" BETWEEN 1 AND 4094),
    ADD CONSTRAINT "networks_overlap" EXCLUDE USING gist ("address" inet_ops WITH &&);

ALTER TABLE "nodegroups"
    ADD CONSTRAINT "nodegroups_status_check" CHECK ("status" BETWEEN 0 AND 2),
    ADD CONSTRAINT "nodegroups_uuid_check" CHECK ("uuid" <> '');

ALTER TABLE "nodegroup_interfaces"
    ADD CONSTRAINT "nodegroup_interfaces_management_check" CHECK ("management" BETWEEN 0 AND 2);

ALTER TABLE "downloads"
    ADD CONSTRAINT "downloads_bytes_check" CHECK ("size" >= 0 AND "bytes_downloaded" >= 0 AND "bytes_downloaded" <= "size");

-- One power action of a node runs at a time.
CREATE UNIQUE INDEX "power_actions_running" ON "power_actions" ("system_id") WHERE "state" = 'running';

-- The zone that every node is in when it is in no other.
INSERT INTO "zones" ("name") VALUES ('default');

-- The accounts of cluster workers and, inactive because they may use nothing but the metadata service, of nodes.
INSERT INTO "users" ("username", "email", "password", "is_active") VALUES
    ('maas-nodegroup-worker', 'maas-nodegroup-worker@localhost', '', true),
    ('maas-init-node', 'maas-init-node@localhost', '', false);
