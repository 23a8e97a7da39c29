import { z } from 'zod';

const resourceUri = z.string();

export const macShape = z.object({ resource_uri: resourceUri, mac_address: z.string() });

/** A node on the wire: these 16 keys. */
export const nodeShape = z.object({
  status: z.int(),
  macaddress_set: z.array(macShape),
  hostname: z.string(),
  zone: z.object({ resource_uri: resourceUri, name: z.string(), description: z.string() }),
  routers: z.array(z.string()).nullable(),
  netboot: z.boolean(),
  cpu_count: z.int(),
  storage: z.int(),
  owner: z.string().nullable(),
  system_id: z.string(),
  architecture: z.string(),
  memory: z.int(),
  power_type: z.string(),
  tag_names: z.array(z.string()),
  ip_addresses: z.array(z.string()),
  resource_uri: resourceUri,
});
