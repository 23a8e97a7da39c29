import { z } from 'zod';
import { anonymous } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { BadRequest } from '../../errors.js';
import { isMacRegistered } from '../../model/nodes/mac-addresses.js';
import { mandatory } from '../../params/param.js';
import { looseMac } from '../../params/values.js';

export const nodesIsRegistered = operation({
  on: 'GET',
  op: 'is_registered',
  allow: anonymous,
  doc: 'Check whether a MAC address belongs to a node of this MAAS (true or false).',
  params: { mac_address: mandatory(z.string(), 'The MAC address, in any of the usual spellings.') },
  returns: z.boolean(),
  async handle({ db, params: { mac_address } }) {
    const mac = looseMac(mac_address);
    if (mac === undefined) throw new BadRequest(`Invalid MAC address: ${mac_address}`);
    return isMacRegistered(db, mac);
  },
});
