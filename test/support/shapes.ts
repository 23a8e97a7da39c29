import { z } from 'zod';

export const Zone = z.strictObject({ name: z.string(), description: z.string(), resource_uri: z.string() });

const Mac = z.strictObject({ mac_address: z.string(), resource_uri: z.string() });

const node = {
  system_id: z.string(),
  hostname: z.string(),
  owner: z.string().nullable(),
  macaddress_set: z.array(Mac),
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
};

/** The node of the API: exactly its 16 keys. */
export const Node = z.strictObject(node);
export type Node = z.infer<typeof Node>;

/** As anonymous callers are shown it: the same keys, less in two of them. */
export const AnonymousNode = z.strictObject({
  ...node,
  macaddress_set: z.array(z.strictObject({ mac_address: z.string() })),
  zone: z.looseObject({ name: z.string(), description: z.string() }),
});

export const Nodes = z.array(Node);
export const SystemIds = z.array(z.string());
