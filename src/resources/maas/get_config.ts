import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { parseConfigName, readConfig } from '../../model/configuration/configuration.js';
import { mandatory } from '../../params/param.js';
import { AVAILABLE_ITEMS } from './items-doc.js';

export const maasGetConfig = operation({
  on: 'GET',
  op: 'get_config',
  allow: admin,
  doc: `Get the value of a configuration item, as JSON.\n\n${AVAILABLE_ITEMS}`,
  params: { name: mandatory(z.string(), 'The name of the item.') },
  returns: z.unknown(),
  handle: async ({ db, params: { name } }) => Reply.plainJson(await readConfig(db, parseConfigName(name))),
});
