import { setTimeout as sleep } from 'node:timers/promises';
import type { MachineState, PowerChange, PowerQuery, PowerType, Setting } from '../driver/driver.js';
import { checkParameters, effectiveParameters, type PowerNode } from '../driver/effective-parameters.js';
import type { PowerWorld } from '../driver/environment.js';
import { PowerActionError, PowerSettingsError } from '../driver/errors.js';
import { type Machine, machineOf, type PowerParameters } from '../driver/machine.js';
import { readState } from '../driver/skip-if-done.js';
import { findPowerType } from '../registry.js';

/** A power type and what its driver needs to know of the node. */
export interface Drive {
  readonly type: PowerType;
  readonly parameters: PowerParameters;
}

/** A node, and how it is powered; `powerType` is "" for none. */
export interface PoweredNode extends PowerNode {
  readonly powerType: string;
}

export type FindPowerType = (name: string) => PowerType | undefined;

/** @throws PowerSettingsError when the node is not powered */
export function driveOf(node: PoweredNode, find: FindPowerType = findPowerType): Drive {
  const type = find(node.powerType);
  if (!type) throw new PowerSettingsError('The node has no power type.');
  return { type, parameters: effectiveParameters(type, node) };
}

const DEADLINE_SECONDS = 60;
/** What is waited before a machine is asked whether it has done it, again and again. */
const VERIFY_MS = [300, 700, 1_000, 2_000, 4_000, 8_000];

/** Has the driver do it. @param stop aborts it before its own deadline @throws PowerError */
export async function drive(given: Drive, change: PowerChange, world: PowerWorld, stop?: AbortSignal): Promise<void> {
  const { driver } = given.type;
  const action = driver[change];
  if (!action) throw new PowerActionError(`${given.type.description} cannot power a machine ${change}.`);
  requireAll(given.type.settings, ({ name }) => given.parameters.has(name));
  const machine = prepare(given, world, (driver.deadlineSeconds ?? DEADLINE_SECONDS) * 1_000, stop);
  await action(machine);
  if (driver.verified && driver.query) await verify(machine, driver.query, change);
}

/** Asks whether the machine is on. @param ms how long that may take @throws PowerError */
export async function queryState(given: Drive, world: PowerWorld, ms: number): Promise<MachineState> {
  const { driver } = given.type;
  if (!driver.query) return 'unknown';
  return driver.query(prepare(given, world, ms));
}

/** Makes sure that a driver has all that it needs, and nothing that could do harm. */
function prepare({ type, parameters }: Drive, world: PowerWorld, ms: number, stop?: AbortSignal): Machine {
  requireAll(type.settings, ({ name }) => !type.required.includes(name) || Boolean(parameters.get(name)));
  checkParameters(type, parameters);
  const deadline = AbortSignal.timeout(ms);
  return machineOf(parameters, world, stop ? AbortSignal.any([deadline, stop]) : deadline);
}

/** @throws PowerSettingsError that names the settings that are missing */
function requireAll(settings: readonly Setting[], isThere: (setting: Setting) => boolean): void {
  const missing = settings.filter((setting) => !isThere(setting));
  if (missing.length > 0) throw new PowerSettingsError(`Not set: ${missing.map(({ label }) => label).join(', ')}.`);
}

/** Waits until the machine is as it was told to be. @throws PowerActionError when that does not come about */
async function verify(machine: Machine, query: PowerQuery, change: PowerChange): Promise<void> {
  let { state } = await readState(machine, query);
  for (const wait of VERIFY_MS) {
    if (state === change) return;
    await sleep(wait);
    ({ state } = await readState(machine, query));
  }
  if (state !== change) throw new PowerActionError(`The machine was told to power ${change}, but says ${state}.`);
}

const MAX_MESSAGE = 400;

/** A message of bounded length in which no secret of the parameters stands, should a driver have put one in. */
export function withoutSecrets(message: string, { type, parameters }: Drive): string {
  const secrets = type.settings.filter(({ secret }) => secret).map(({ name }) => parameters.get(name));
  const masked = secrets.reduce<string>((text, secret) => (secret ? text.replaceAll(secret, '***') : text), message);
  return masked.slice(0, MAX_MESSAGE);
}
