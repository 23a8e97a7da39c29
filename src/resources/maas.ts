import { z } from 'zod';
import { admin } from '../api/operation/access.js';
import { operation, resource } from '../api/operation/operation.js';
import { Reply } from '../api/reply/reply.js';
import { BadRequest } from '../errors.js';
import { configName, readConfig, setConfig } from '../model/configuration/configuration.js';
import { ITEMS } from '../model/configuration/items.js';
import { mandatory } from '../params/param.js';

const items = Object.entries(ITEMS).map(([name, { doc }]) => `- ${name}: ${doc}`);
const AVAILABLE = `Available configuration items:\n\n${items.join('\n')}`;

/** `maas/` */
export const maas = resource({
  name: 'MaasHandler',
  path: 'maas/',
  doc: 'Manage the configuration of this MAAS.',
  adminOnly: true,
  operations: [
    operation({
      on: 'GET',
      op: 'get_config',
      allow: admin,
      doc: `Get the value of a configuration item, as JSON.\n\n${AVAILABLE}`,
      params: { name: mandatory(z.string(), 'The name of the item.') },
      returns: z.json(),
      handle: async ({ db, params: { name } }) => Reply.plainJson(await readConfig(db, configName(name))),
    }),
    operation({
      on: 'POST',
      op: 'set_config',
      allow: admin,
      doc: `Set a configuration item.\n\n${AVAILABLE}`,
      params: {
        name: mandatory(z.string(), 'The name of the item.'),
        value: mandatory(z.string(), 'Its new value: plain text, or JSON.'),
      },
      handle: async ({ db, params: { name, value } }) => {
        if (name === '') throw new BadRequest('No provided name!');
        await setConfig(db, configName(name), value);
        return Reply.text('OK');
      },
    }),
  ],
});
