import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listZones } from '../../model/zones/zones.js';
import { zoneJson, zoneShape } from './zone-json.js';

export const zonesRead = operation({
  on: 'GET',
  allow: user,
  doc: 'List all zones by name.',
  returns: z.array(zoneShape),
  handle: async ({ db, links }) => (await listZones(db)).map((zone) => zoneJson(zone, links)),
});
