import { z } from 'zod';

const resourceUri = z.string();

export const macShape = z.object({ mac_address: z.string(), resource_uri: resourceUri });

/** A node on the wire: these 16 keys. */
export const nodeShape = z.object({
  system_id: z.string(),
  hostname: z.string(),
  owner: z.string().nullable(),
  macaddress_set: z.array(macShape),
  architecture: z.string(),
  cpu_count: z.int(),
  memory: z.int(),
  storage: z.int(),
  status: z.int(),
  netboot: z.boolean(),
  power_type: z.string(),
  tag_names: z.array(z.string()),
  ip_addresses: z.array(z.string()),
  routers: z.array(z.string()).nullable(),
  zone: z.object({ name: z.string(), description: z.string(), resource_uri: resourceUri }),
  resource_uri: resourceUri,
});
