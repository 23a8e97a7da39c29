import { z } from 'zod';

/** JSON of the API as the tests expect it: exactly these keys. */

export const Zone = z.strictObject({ name: z.string(), description: z.string(), resource_uri: z.string() });
export type Zone = z.infer<typeof Zone>;

const Mac = z.strictObject({ mac_address: z.string(), resource_uri: z.string() });
export const Macs = z.array(Mac);

const node = {
  system_id: z.string(),
  hostname: z.string(),
  owner: z.string().nullable(),
  macaddress_set: Macs,
  architecture: z.string(),
  cpu_count: z.number().int(),
  memory: z.number().int(),
  storage: z.number().int(),
  status: z.number().int(),
  netboot: z.boolean(),
  power_type: z.string(),
  tag_names: z.array(z.string()),
  ip_addresses: z.array(z.string()),
  routers: z.array(z.string()).nullable(),
  zone: Zone,
  resource_uri: z.string(),
  substatus: z.number().int(),
  power_state: z.enum(['on', 'off', 'unknown', 'error']),
  osystem: z.string(),
  distro_series: z.string(),
};

export const Node = z.strictObject(node);
export type Node = z.infer<typeof Node>;

/** A node as anonymous callers see it: the same keys, less in two of them. */
export const AnonymousNode = z.strictObject({
  ...node,
  macaddress_set: z.array(z.strictObject({ mac_address: z.string() })),
  zone: z.looseObject({ name: z.string(), description: z.string() }),
});

export const Nodes = z.array(Node);
export const SystemIds = z.array(z.string());

export const Network = z.strictObject({
  name: z.string(),
  ip: z.string(),
  netmask: z.string(),
  vlan_tag: z.int().nullable(),
  description: z.string(),
  resource_uri: z.string(),
});
export type Network = z.infer<typeof Network>;

export const Tag = z.strictObject({
  name: z.string(),
  definition: z.string(),
  comment: z.string(),
  kernel_opts: z.string().nullable(),
  resource_uri: z.string(),
});
export type Tag = z.infer<typeof Tag>;

export const User = z.strictObject({ username: z.string(), email: z.string(), is_superuser: z.boolean() });

/** A new API key. */
export const CreatedKey = z.strictObject({ consumer_key: z.string(), token_key: z.string(), token_secret: z.string() });

export const CreatedSshKey = z.strictObject({ id: z.int(), key: z.string() });
export type CreatedSshKey = z.infer<typeof CreatedSshKey>;
export const SshKey = CreatedSshKey.extend({ resource_uri: z.string() });
export type SshKey = z.infer<typeof SshKey>;

export const StoredFile = z.strictObject({
  filename: z.string(),
  anon_resource_uri: z.string(),
  resource_uri: z.string(),
});
export type StoredFile = z.infer<typeof StoredFile>;
export const FileWithContent = StoredFile.extend({ content: z.string() });

export const Script = z.strictObject({ name: z.string(), content: z.string(), resource_uri: z.string() });

export const Cluster = z.strictObject({
  uuid: z.string(),
  status: z.number(),
  name: z.string(),
  cluster_name: z.string(),
});
export type Cluster = z.infer<typeof Cluster>;

export const Interface = z.strictObject({
  ip: z.string(),
  management: z.number().int(),
  interface: z.string(),
  subnet_mask: z.string().nullable(),
  broadcast_ip: z.string().nullable(),
  ip_range_low: z.string().nullable(),
  ip_range_high: z.string().nullable(),
});
export type Interface = z.infer<typeof Interface>;

export const BootImage = z.strictObject({
  id: z.number().int(),
  osystem: z.string(),
  release: z.string(),
  architecture: z.string(),
  subarchitecture: z.string(),
  purpose: z.string(),
  label: z.string(),
  resource_uri: z.string(),
});
export type BootImage = z.infer<typeof BootImage>;

export const BootSource = z.strictObject({
  id: z.number().int(),
  url: z.string(),
  keyring_filename: z.string(),
  keyring_data: z.string(),
  resource_uri: z.string(),
});
export type BootSource = z.infer<typeof BootSource>;

export const BootSourceSelection = z.strictObject({
  id: z.number().int(),
  release: z.string(),
  arches: z.array(z.string()),
  subarches: z.array(z.string()),
  labels: z.array(z.string()),
  resource_uri: z.string(),
});
export type BootSourceSelection = z.infer<typeof BootSourceSelection>;

export const Download = z.strictObject({
  filename: z.string(),
  state: z.enum(['running', 'complete', 'failed']),
  size: z.number().nullable(),
  bytes_downloaded: z.number().nullable(),
  percent: z.number().nullable(),
  bytes_per_second: z.number().nullable(),
  error: z.string(),
  began: z.iso.datetime(),
  updated: z.iso.datetime(),
});
export type Download = z.infer<typeof Download>;
