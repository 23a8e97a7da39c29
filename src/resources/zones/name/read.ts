import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { readZone } from '../../../model/zones/zones.js';
import { zoneJson, zoneShape } from '../zone-json.js';

export const zoneRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a zone.',
  returns: zoneShape,
  handle: async ({ db, links, arg }) => zoneJson(await readZone(db, arg('name')), links),
});
