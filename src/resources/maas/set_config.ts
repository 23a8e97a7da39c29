import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { BadRequest } from '../../errors.js';
import { parseConfigName, setConfig } from '../../model/configuration/configuration.js';
import { mandatory } from '../../params/param.js';
import { AVAILABLE_ITEMS } from './items-doc.js';

export const maasSetConfig = operation({
  on: 'POST',
  op: 'set_config',
  allow: admin,
  doc: `Set a configuration item.\n\n${AVAILABLE_ITEMS}`,
  names: ['name'],
  params: {
    name: mandatory(z.string(), 'The name of the item.'),
    value: mandatory(z.string(), 'Its new value: plain text, or JSON.'),
  },
  handle: async ({ db, params: { name, value } }) => {
    if (name === '') throw new BadRequest('No provided name!');
    await setConfig(db, parseConfigName(name), value);
    return Reply.text('OK');
  },
});
