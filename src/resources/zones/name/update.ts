import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { lockZone, updateZone } from '../../../model/zones/zones.js';
import { optional } from '../../../params/param.js';
import { zoneJson, zoneShape } from '../zone-json.js';
import { ZONE_DESCRIPTION_DOC, zoneName } from '../zone-parameters.js';

export const zoneUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a zone. What is left out stays as it is.',
  params: {
    name: optional(zoneName, 'The new name. The default zone cannot be renamed.'),
    description: optional(z.string(), ZONE_DESCRIPTION_DOC),
  },
  returns: zoneShape,
  target: ({ db, arg }) => lockZone(db, arg('name')),
  handle: async ({ db, links, target, params }) => zoneJson(await updateZone(db, target, params), links),
});
