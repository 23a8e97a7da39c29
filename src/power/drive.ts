import type { Db } from '../db/database.js';
import { statement } from '../db/statement.js';
import {
  PowerActionError,
  type PowerChange,
  type PowerParameters,
  PowerSettingsError,
  PowerToolError,
  type PowerType,
  type PowerWorld,
} from './driver.js';
import { checkParameters, effectiveParameters } from './effective.js';
import { findPowerType } from './registry.js';

interface Row {
  readonly power_type: string;
  readonly power_parameters: Readonly<Record<string, unknown>>;
  readonly mac_address: string | null;
}

const powerOf = statement<[string], Row>(
  'power_of_node',
  `SELECT power_type, power_parameters,
     (SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id LIMIT 1) AS mac_address
   FROM nodes n WHERE system_id = $1`,
);

/** A power type and what its driver needs to know of the node. */
export interface Drive {
  readonly type: PowerType;
  readonly parameters: PowerParameters;
}

/** How a node is powered right now. @throws PowerSettingsError when it is not, or no longer there */
export async function driveOf(db: Db, systemId: string): Promise<Drive> {
  const [row] = await db.sql(powerOf, systemId);
  if (!row) throw new PowerSettingsError('The node has been deleted.');
  const type = findPowerType(row.power_type);
  if (!type) throw new PowerSettingsError('The node has no power type.');
  const { power_parameters: powerParameters, mac_address: mac } = row;
  return { type, parameters: effectiveParameters(type, { systemId, powerParameters, macAddress: mac ?? undefined }) };
}

/** Has the driver do it. @throws PowerError */
export async function drive({ type, parameters }: Drive, change: PowerChange, world: PowerWorld): Promise<void> {
  if (!type.driver) throw new PowerToolError(`This region has no driver for power type '${type.name}' yet.`);
  const action = type.driver[change];
  if (!action) throw new PowerActionError(`${type.description} cannot power a machine ${change}.`);
  const missing = type.settings.filter(({ name }) => type.required.includes(name) && !parameters.get(name));
  if (missing.length > 0) throw new PowerSettingsError(`Not set: ${missing.map(({ label }) => label).join(', ')}.`);
  checkParameters(type, parameters);
  await action(parameters, world);
}

/** A message in which no secret of the parameters stands, should a driver have put one in. */
export function withoutSecrets(message: string, { type, parameters }: Drive): string {
  const secrets = type.settings.filter(({ secret }) => secret).map(({ name }) => parameters.get(name));
  return secrets.reduce<string>((text, secret) => (secret ? text.replaceAll(secret, '***') : text), message);
}
