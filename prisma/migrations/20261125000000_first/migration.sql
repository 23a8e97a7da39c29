-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "boot_image_origin" AS ENUM ('report', 'import');

-- CreateEnum
CREATE TYPE "power_change" AS ENUM ('on', 'off');

-- CreateEnum
CREATE TYPE "power_action_state" AS ENUM ('queued', 'running', 'done', 'failed');

-- CreateTable
CREATE TABLE "users" (
    "id" SERIAL NOT NULL,
    "username" VARCHAR(30) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "password" TEXT NOT NULL,
    "is_superuser" BOOLEAN NOT NULL DEFAULT false,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consumers" (
    "id" SERIAL NOT NULL,
    "key" VARCHAR(18) NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "consumers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tokens" (
    "id" SERIAL NOT NULL,
    "key" VARCHAR(18) NOT NULL,
    "secret" VARCHAR(32) NOT NULL,
    "consumer_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nonces" (
    "token_id" INTEGER NOT NULL,
    "nonce" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "nonces_pkey" PRIMARY KEY ("token_id","nonce")
);

-- CreateTable
CREATE TABLE "ssh_keys" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "digest" CHAR(64) NOT NULL,

    CONSTRAINT "ssh_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "config" (
    "name" VARCHAR(255) NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "config_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "nodes" (
    "id" SERIAL NOT NULL,
    "system_id" VARCHAR(41) NOT NULL,
    "hostname" VARCHAR(255) NOT NULL,
    "status" SMALLINT NOT NULL DEFAULT 0,
    "owner_id" INTEGER,
    "token_id" INTEGER,
    "agent_name" VARCHAR(255) NOT NULL DEFAULT '',
    "architecture" VARCHAR(31) NOT NULL,
    "distro_series" VARCHAR(20) NOT NULL DEFAULT '',
    "routers" TEXT[],
    "zone_id" INTEGER NOT NULL,
    "cpu_count" INTEGER NOT NULL DEFAULT 0,
    "memory" INTEGER NOT NULL DEFAULT 0,
    "storage" INTEGER NOT NULL DEFAULT 0,
    "power_type" VARCHAR(10) NOT NULL DEFAULT '',
    "power_parameters" JSONB NOT NULL DEFAULT '{}',
    "netboot" BOOLEAN NOT NULL DEFAULT true,
    "error" VARCHAR(255) NOT NULL DEFAULT '',
    "nodegroup_id" INTEGER NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "nodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mac_addresses" (
    "id" SERIAL NOT NULL,
    "mac" VARCHAR(17) NOT NULL,
    "node_id" INTEGER NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mac_addresses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node_keys" (
    "node_id" INTEGER NOT NULL,
    "token_id" INTEGER NOT NULL,

    CONSTRAINT "node_keys_pkey" PRIMARY KEY ("node_id")
);

-- CreateTable
CREATE TABLE "node_user_data" (
    "node_id" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "node_user_data_pkey" PRIMARY KEY ("node_id")
);

-- CreateTable
CREATE TABLE "commissioning_results" (
    "id" SERIAL NOT NULL,
    "node_id" INTEGER NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "script_result" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "commissioning_results_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commissioning_scripts" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "commissioning_scripts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tags" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(256) NOT NULL,
    "definition" TEXT NOT NULL DEFAULT '',
    "comment" TEXT NOT NULL DEFAULT '',
    "kernel_opts" TEXT DEFAULT '',

    CONSTRAINT "tags_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node_tags" (
    "node_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,

    CONSTRAINT "node_tags_pkey" PRIMARY KEY ("node_id","tag_id")
);

-- CreateTable
CREATE TABLE "zones" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(256) NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "zones_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "networks" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "address" INET NOT NULL,
    "vlan_tag" SMALLINT,
    "description" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "networks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mac_networks" (
    "mac_id" INTEGER NOT NULL,
    "network_id" INTEGER NOT NULL,

    CONSTRAINT "mac_networks_pkey" PRIMARY KEY ("mac_id","network_id")
);

-- CreateTable
CREATE TABLE "nodegroups" (
    "id" SERIAL NOT NULL,
    "uuid" VARCHAR(36) NOT NULL,
    "name" VARCHAR(80) NOT NULL DEFAULT 'maas',
    "cluster_name" VARCHAR(100) NOT NULL,
    "status" SMALLINT NOT NULL DEFAULT 0,
    "maas_url" TEXT NOT NULL DEFAULT '',
    "token_id" INTEGER NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "nodegroups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nodegroup_interfaces" (
    "id" SERIAL NOT NULL,
    "nodegroup_id" INTEGER NOT NULL,
    "interface" VARCHAR(255) NOT NULL DEFAULT '',
    "management" SMALLINT NOT NULL DEFAULT 0,
    "ip" INET NOT NULL,
    "subnet_mask" INET,
    "broadcast_ip" INET,
    "router_ip" INET,
    "ip_range_low" INET,
    "ip_range_high" INET,
    "foreign_dhcp_ip" INET,

    CONSTRAINT "nodegroup_interfaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dhcp_leases" (
    "ip" INET NOT NULL,
    "mac" VARCHAR(17) NOT NULL,
    "nodegroup_id" INTEGER NOT NULL,

    CONSTRAINT "dhcp_leases_pkey" PRIMARY KEY ("ip")
);

-- CreateTable
CREATE TABLE "boot_images" (
    "id" SERIAL NOT NULL,
    "nodegroup_id" INTEGER NOT NULL,
    "osystem" VARCHAR(255) NOT NULL,
    "architecture" VARCHAR(255) NOT NULL,
    "subarchitecture" VARCHAR(255) NOT NULL,
    "release" VARCHAR(255) NOT NULL,
    "purpose" VARCHAR(255) NOT NULL,
    "label" VARCHAR(255) NOT NULL,
    "supported_subarches" TEXT NOT NULL DEFAULT '',
    "origin" "boot_image_origin" NOT NULL DEFAULT 'report',
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "boot_images_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "boot_sources" (
    "id" SERIAL NOT NULL,
    "nodegroup_id" INTEGER NOT NULL,
    "url" VARCHAR(200) NOT NULL,
    "keyring_filename" VARCHAR(100) NOT NULL DEFAULT '',
    "keyring_data" BYTEA NOT NULL,

    CONSTRAINT "boot_sources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "boot_source_selections" (
    "id" SERIAL NOT NULL,
    "boot_source_id" INTEGER NOT NULL,
    "release" VARCHAR(20) NOT NULL DEFAULT '',
    "arches" TEXT[],
    "subarches" TEXT[],
    "labels" TEXT[],

    CONSTRAINT "boot_source_selections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "downloads" (
    "id" SERIAL NOT NULL,
    "nodegroup_id" INTEGER NOT NULL,
    "filename" VARCHAR(255) NOT NULL,
    "size" BIGINT,
    "bytes_downloaded" BIGINT,
    "error" VARCHAR(1000) NOT NULL DEFAULT '',
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "downloads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "files" (
    "id" SERIAL NOT NULL,
    "filename" VARCHAR(255) NOT NULL,
    "owner_id" INTEGER,
    "key" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "files_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file_chunks" (
    "file_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "file_chunks_pkey" PRIMARY KEY ("file_id","position")
);

-- CreateTable
CREATE TABLE "power_actions" (
    "id" SERIAL NOT NULL,
    "system_id" VARCHAR(41) NOT NULL,
    "power_type" VARCHAR(10) NOT NULL,
    "change" "power_change" NOT NULL,
    "state" "power_action_state" NOT NULL DEFAULT 'queued',
    "requested_by" VARCHAR(30),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT NOT NULL DEFAULT '',
    "queued" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started" TIMESTAMPTZ(3),
    "ended" TIMESTAMPTZ(3),

    CONSTRAINT "power_actions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "region_processes" (
    "worker_id" TEXT NOT NULL,
    "started" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "region_processes_pkey" PRIMARY KEY ("worker_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE UNIQUE INDEX "consumers_key_key" ON "consumers"("key");

-- CreateIndex
CREATE INDEX "consumers_user_id_idx" ON "consumers"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "tokens_key_key" ON "tokens"("key");

-- CreateIndex
CREATE UNIQUE INDEX "tokens_consumer_id_key" ON "tokens"("consumer_id");

-- CreateIndex
CREATE INDEX "tokens_user_id_idx" ON "tokens"("user_id");

-- CreateIndex
CREATE INDEX "nonces_expires_idx" ON "nonces"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "ssh_keys_user_id_digest_key" ON "ssh_keys"("user_id", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "nodes_system_id_key" ON "nodes"("system_id");

-- CreateIndex
CREATE UNIQUE INDEX "nodes_hostname_key" ON "nodes"("hostname");

-- CreateIndex
CREATE INDEX "nodes_status_id_idx" ON "nodes"("status", "id");

-- CreateIndex
CREATE INDEX "nodes_owner_id_idx" ON "nodes"("owner_id");

-- CreateIndex
CREATE INDEX "nodes_token_id_idx" ON "nodes"("token_id");

-- CreateIndex
CREATE INDEX "nodes_zone_id_idx" ON "nodes"("zone_id");

-- CreateIndex
CREATE INDEX "nodes_nodegroup_id_idx" ON "nodes"("nodegroup_id");

-- CreateIndex
CREATE INDEX "nodes_agent_name_idx" ON "nodes"("agent_name");

-- CreateIndex
CREATE INDEX "nodes_routers_idx" ON "nodes" USING GIN ("routers");

-- CreateIndex
CREATE UNIQUE INDEX "mac_addresses_mac_key" ON "mac_addresses"("mac");

-- CreateIndex
CREATE INDEX "mac_addresses_node_id_id_idx" ON "mac_addresses"("node_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "node_keys_token_id_key" ON "node_keys"("token_id");

-- CreateIndex
CREATE INDEX "commissioning_results_name_idx" ON "commissioning_results"("name");

-- CreateIndex
CREATE UNIQUE INDEX "commissioning_results_node_id_name_key" ON "commissioning_results"("node_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "commissioning_scripts_name_key" ON "commissioning_scripts"("name");

-- CreateIndex
CREATE UNIQUE INDEX "tags_name_key" ON "tags"("name");

-- CreateIndex
CREATE INDEX "node_tags_tag_id_idx" ON "node_tags"("tag_id");

-- CreateIndex
CREATE UNIQUE INDEX "zones_name_key" ON "zones"("name");

-- CreateIndex
CREATE UNIQUE INDEX "networks_name_key" ON "networks"("name");

-- CreateIndex
CREATE UNIQUE INDEX "networks_vlan_tag_key" ON "networks"("vlan_tag");

-- CreateIndex
CREATE INDEX "mac_networks_network_id_idx" ON "mac_networks"("network_id");

-- CreateIndex
CREATE UNIQUE INDEX "nodegroups_uuid_key" ON "nodegroups"("uuid");

-- CreateIndex
CREATE UNIQUE INDEX "nodegroups_cluster_name_key" ON "nodegroups"("cluster_name");

-- CreateIndex
CREATE UNIQUE INDEX "nodegroups_token_id_key" ON "nodegroups"("token_id");

-- CreateIndex
CREATE UNIQUE INDEX "nodegroup_interfaces_nodegroup_id_interface_key" ON "nodegroup_interfaces"("nodegroup_id", "interface");

-- CreateIndex
CREATE INDEX "dhcp_leases_nodegroup_id_mac_idx" ON "dhcp_leases"("nodegroup_id", "mac");

-- CreateIndex
CREATE UNIQUE INDEX "boot_images_key" ON "boot_images"("nodegroup_id", "osystem", "architecture", "subarchitecture", "release", "purpose", "label");

-- CreateIndex
CREATE INDEX "boot_sources_nodegroup_id_idx" ON "boot_sources"("nodegroup_id");

-- CreateIndex
CREATE INDEX "boot_source_selections_boot_source_id_idx" ON "boot_source_selections"("boot_source_id");

-- CreateIndex
CREATE INDEX "downloads_nodegroup_id_filename_id_idx" ON "downloads"("nodegroup_id", "filename", "id");

-- CreateIndex
CREATE UNIQUE INDEX "files_key_key" ON "files"("key");

-- CreateIndex
CREATE INDEX "files_owner_id_idx" ON "files"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "files_filename_owner_id_key" ON "files"("filename", "owner_id");

-- CreateIndex
CREATE INDEX "power_actions_system_id_id_idx" ON "power_actions"("system_id", "id");

-- AddForeignKey
ALTER TABLE "consumers" ADD CONSTRAINT "consumers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_consumer_id_fkey" FOREIGN KEY ("consumer_id") REFERENCES "consumers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ssh_keys" ADD CONSTRAINT "ssh_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "tokens"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "zones"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_nodegroup_id_fkey" FOREIGN KEY ("nodegroup_id") REFERENCES "nodegroups"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mac_addresses" ADD CONSTRAINT "mac_addresses_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_keys" ADD CONSTRAINT "node_keys_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_keys" ADD CONSTRAINT "node_keys_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_user_data" ADD CONSTRAINT "node_user_data_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commissioning_results" ADD CONSTRAINT "commissioning_results_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_tags" ADD CONSTRAINT "node_tags_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_tags" ADD CONSTRAINT "node_tags_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mac_networks" ADD CONSTRAINT "mac_networks_mac_id_fkey" FOREIGN KEY ("mac_id") REFERENCES "mac_addresses"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mac_networks" ADD CONSTRAINT "mac_networks_network_id_fkey" FOREIGN KEY ("network_id") REFERENCES "networks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nodegroups" ADD CONSTRAINT "nodegroups_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "tokens"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nodegroup_interfaces" ADD CONSTRAINT "nodegroup_interfaces_nodegroup_id_fkey" FOREIGN KEY ("nodegroup_id") REFERENCES "nodegroups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dhcp_leases" ADD CONSTRAINT "dhcp_leases_nodegroup_id_fkey" FOREIGN KEY ("nodegroup_id") REFERENCES "nodegroups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "boot_images" ADD CONSTRAINT "boot_images_nodegroup_id_fkey" FOREIGN KEY ("nodegroup_id") REFERENCES "nodegroups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "boot_sources" ADD CONSTRAINT "boot_sources_nodegroup_id_fkey" FOREIGN KEY ("nodegroup_id") REFERENCES "nodegroups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "boot_source_selections" ADD CONSTRAINT "boot_source_selections_boot_source_id_fkey" FOREIGN KEY ("boot_source_id") REFERENCES "boot_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "downloads" ADD CONSTRAINT "downloads_nodegroup_id_fkey" FOREIGN KEY ("nodegroup_id") REFERENCES "nodegroups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file_chunks" ADD CONSTRAINT "file_chunks_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "files"("id") ON DELETE CASCADE ON UPDATE CASCADE;


