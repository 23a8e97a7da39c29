import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { createZone } from '../../model/zones/zones.js';
import { field, optional } from '../../params/param.js';
import { zoneJson, zoneShape } from './zone-json.js';
import { ZONE_DESCRIPTION_DOC, zoneName } from './zone-parameters.js';

export const zonesCreate = operation({
  on: 'POST',
  allow: admin,
  doc: 'Create a zone.',
  names: ['name'],
  params: {
    name: field(zoneName, 'The name of the zone: letters, digits, dashes and underscores.'),
    description: optional(z.string(), ZONE_DESCRIPTION_DOC),
  },
  returns: zoneShape,
  handle: async ({ db, links, params: { name, description = '' } }) =>
    zoneJson(await createZone(db, { name, description }), links),
});
