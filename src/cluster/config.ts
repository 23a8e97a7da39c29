import { z } from 'zod';

/** The region answers null, or leaves a field out, for what is not set. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const clusterInterface = z.object({
  /** The name of the interface on the host of the cluster; empty texts are possible. */
  interface: text,
  ip: text,
  management: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  subnet_mask: text,
  broadcast_ip: text,
  router_ip: text,
  ip_range_low: text,
  ip_range_high: text,
});

const host = z.object({ hostname: z.string(), macs: z.array(z.string()) });

const imageFile = z.object({
  /** Such as boot-kernel, boot-initrd, di-kernel or root-image. */
  name: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** In bytes */
  size: z.number().int().nonnegative(),
});

const image = z.object({
  osystem: z.string(),
  architecture: z.string(),
  subarchitecture: z.string(),
  release: z.string(),
  label: z.string(),
  purposes: z.array(z.string()),
  files: z.array(imageFile),
});

/**
 * The answer of `GET nodegroups/{uuid}/ op=cluster_config`. Texts that are not set are empty. Names and addresses are not
 * validated here: each user of them validates or escapes them, so that one bad entry loses no other.
 */
export const clusterConfig = z.object({
  version: z.string().min(1),
  uuid: z.string(),
  /** The zone of DNS in which the machines have their names. */
  name: text,
  maas_url: text,
  /** Addresses or names, with blanks or commas between them. */
  ntp_server: text,
  /** An address; blanks or commas may separate several. */
  upstream_dns: text,
  /** For machines and for imports from outside, never for the requests to the region. */
  http_proxy: text,
  interfaces: z.array(clusterInterface),
  hosts: z.array(host),
  images: z.array(image),
});

export type ClusterConfig = z.infer<typeof clusterConfig>;
