import { z } from 'zod';
import type { Links } from '../../../../api/operation/links.js';
import type { SshKey } from '../../../../model/accounts/ssh-keys.js';

export const keyShape = z.object({ id: z.int(), key: z.string(), resource_uri: z.string() });

export function keyJson({ id, key }: SshKey, links: Links) {
  return { id, key, resource_uri: links.api('account', 'prefs', 'sshkeys', String(id)) };
}
