import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { optional } from '../../params/param.js';
import { flag } from '../../params/values.js';
import { describePowerTypes } from '../../power/registry.js';

const powerTypeShape = z.object({
  fields: z.array(
    z.object({
      field_type: z.enum(['string', 'mac_address', 'choice']),
      name: z.string(),
      default: z.string(),
      required: z.boolean(),
      choices: z.array(z.tuple([z.string(), z.string()])),
      label: z.string(),
    }),
  ),
  name: z.string(),
  description: z.string(),
});

export const nodegroupsDescribePowerTypes = operation({
  on: 'GET',
  op: 'describe_power_types',
  allow: user,
  doc: 'Describe the ways to power nodes, with the power parameters of each.',
  params: {
    all: optional(
      flag,
      'Whether the types redfish and webhook are described too, which MAAS 1.0 does not have.',
      false,
    ),
  },
  returns: z.array(powerTypeShape),
  handle: async ({ params: { all } }) => describePowerTypes(all),
});
