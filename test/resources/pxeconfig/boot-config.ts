import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { macOf } from '../../support/nodes.js';
import type { Region } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

/** The address of the boot server that a machine names. */
export const LOCAL = '10.9.8.7';

export const BootConfig = z.strictObject({
  osystem: z.literal('ubuntu'),
  arch: z.string(),
  subarch: z.string(),
  release: z.string(),
  label: z.string(),
  purpose: z.enum(['commissioning', 'install', 'xinstall', 'local', 'poweroff']),
  hostname: z.string(),
  domain: z.string(),
  preseed_url: z.string(),
  log_host: z.string(),
  fs_host: z.string(),
  extra_opts: z.string().nullable(),
});
export type BootConfig = z.infer<typeof BootConfig>;

/** The boot configuration of a machine that sends these parameters, and LOCAL. */
export async function readConfig(region: Region, query: Form = {}): Promise<BootConfig> {
  return (await region.get(null, 'pxeconfig/', { local: LOCAL, ...query })).as(BootConfig);
}

/** The boot configuration of a node, which sends its MAC address. */
export const readConfigOf = (region: Region, node: Node): Promise<BootConfig> =>
  readConfig(region, { mac: macOf(node) });
