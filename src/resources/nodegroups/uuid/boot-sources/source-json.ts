import { z } from 'zod';
import type { Links } from '../../../../api/operation/links.js';
import type { BootSource } from '../../../../model/images/boot-sources.js';

export const sourceShape = z.object({
  url: z.string(),
  keyring_data: z.string(),
  resource_uri: z.string(),
  keyring_filename: z.string(),
  id: z.number().int(),
});

export function sourceJson(source: BootSource, uuid: string, links: Links): z.infer<typeof sourceShape> {
  return {
    url: source.url,
    keyring_data: Buffer.from(source.keyringData).toString('base64'),
    resource_uri: links.api('nodegroups', uuid, 'boot-sources', String(source.id)),
    keyring_filename: source.keyringFilename,
    id: source.id,
  };
}
