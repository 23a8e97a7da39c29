import { setTimeout as sleep } from 'node:timers/promises';
import type { MachineState, PowerChange, PowerCommand, PowerType, QueryPower } from '../driver/driver.js';
import type { PowerEnvironment } from '../driver/environment.js';
import { PowerActionError, PowerSettingsError, PowerStillOnError } from '../driver/errors.js';
import { createMachine, type Machine, type PowerParameters } from '../driver/machine.js';
import { checkPowerParameters, type PowerNode, resolvePowerParameters } from '../driver/resolve-parameters.js';
import type { PowerSetting } from '../driver/settings.js';
import { readMachineState, skipIfInState } from '../driver/skip-if-in-state.js';
import { findPowerType } from '../registry.js';

/** A power type with the parameters of one node. */
export interface ConfiguredDriver {
  readonly type: PowerType;
  readonly parameters: PowerParameters;
  readonly systemId?: string;
}

export type FindPowerType = (name: string) => PowerType | undefined;

/** @throws PowerSettingsError when the node has no power type */
export function configureDriver(node: PowerNode, find: FindPowerType = findPowerType): ConfiguredDriver {
  const type = find(node.powerType);
  if (!type) throw new PowerSettingsError('The node has no power type.');
  return { type, parameters: resolvePowerParameters(type, node), systemId: node.systemId };
}

const DEFAULT_TIMEOUT_SECONDS = 60;
/** The pauses between the queries that verify a change. */
const VERIFY_PAUSES_MS = [300, 700, 1_000, 2_000, 4_000, 8_000];
/** How long a machine stays off whose state cannot be read. Its power supply bridges a shorter time. */
const UNVERIFIED_OFF_MS = 5_000;

/** Performs a command. @throws PowerError; PowerStillOnError when a shutdown has not ended */
export async function runPowerCommand(
  configured: ConfiguredDriver,
  command: PowerCommand,
  environment: PowerEnvironment,
  stop?: AbortSignal,
): Promise<void> {
  if (command === 'shutdown') return await shutDown(configured, environment, stop);
  if (command !== 'cycle') return await runPowerChange(configured, command, environment, stop);
  await ensureOff(configured, environment, stop);
  await runPowerChange(configured, 'on', environment, stop);
}

/** Powers off a machine that is not certainly off. The result is verified where the machine reports its state. */
async function ensureOff(configured: ConfiguredDriver, environment: PowerEnvironment, stop?: AbortSignal) {
  const { off, query, verify } = configured.type.driver;
  if (!off) return;
  const machine = prepareMachine(configured, environment, stop);
  const read = verify ?? query;
  const state = read ? (await readMachineState(machine, read)).state : 'unknown';
  if (state === 'off') return;
  await off(machine);
  if (read && (verify || state === 'on')) await verifyChange(machine, read, 'off');
  else await sleep(UNVERIFIED_OFF_MS);
}

/**
 * Asks the operating system of a machine that is not off to shut down. Each attempt asks again, as a system that was
 * starting has not heard the one before. A machine that goes off before the command refuses it, and counts as shut down.
 * @throws PowerStillOnError after that
 */
async function shutDown(configured: ConfiguredDriver, environment: PowerEnvironment, stop?: AbortSignal) {
  const { driver, description } = configured.type;
  const { shutdown, query, verify = query } = driver;
  if (!shutdown || !verify) throw new PowerActionError(`${description} cannot ask an operating system to shut down.`);
  const machine = prepareMachine(configured, environment, stop);
  await skipIfInState(verify, 'off', shutdown)(machine);
  if ((await readMachineState(machine, verify)).state === 'off') return;
  throw new PowerStillOnError('The operating system was asked to shut down, and the machine is still on.');
}

/** Performs a power change and verifies it where the driver asks for that. @throws PowerError */
export async function runPowerChange(
  configured: ConfiguredDriver,
  change: PowerChange,
  environment: PowerEnvironment,
  stop?: AbortSignal,
): Promise<void> {
  const { type, parameters } = configured;
  const { driver, description, settings } = type;
  const changePower = driver[change];
  if (!changePower) throw new PowerActionError(`${description} cannot power a machine ${change}.`);
  requireSettings(settings, ({ name }) => parameters.has(name));
  const machine = prepareMachine(configured, environment, stop);
  await changePower(machine);
  if (driver.verify) await verifyChange(machine, driver.verify, change);
}

/** Queries the state of the machine; `unknown` for types that cannot be queried. @throws PowerError */
export async function runPowerQuery(
  configured: ConfiguredDriver,
  environment: PowerEnvironment,
  timeoutMs: number,
): Promise<MachineState> {
  const { query } = configured.type.driver;
  return query ? query(prepareMachine(configured, environment, undefined, timeoutMs)) : 'unknown';
}

/** @throws PowerSettingsError when a required setting is missing or a value is not safe */
function prepareMachine(
  { type, parameters, systemId }: ConfiguredDriver,
  environment: PowerEnvironment,
  stop?: AbortSignal,
  timeoutMs = (type.driver.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1_000,
): Machine {
  requireSettings(type.settings, ({ name }) => !type.required.includes(name) || Boolean(parameters.get(name)));
  checkPowerParameters(type, parameters);
  const timeout = AbortSignal.timeout(timeoutMs);
  return createMachine(parameters, environment, stop ? AbortSignal.any([timeout, stop]) : timeout, systemId);
}

/** @throws PowerSettingsError that names the missing settings */
function requireSettings(settings: readonly PowerSetting[], isSet: (setting: PowerSetting) => boolean): void {
  const missing = settings.filter((setting) => !isSet(setting));
  if (missing.length > 0) throw new PowerSettingsError(`Not set: ${missing.map(({ label }) => label).join(', ')}.`);
}

/** Queries the machine until it reports the new state. @throws PowerActionError when it does not in time */
async function verifyChange(machine: Machine, query: QueryPower, change: PowerChange): Promise<void> {
  let { state } = await readMachineState(machine, query);
  for (const pause of VERIFY_PAUSES_MS) {
    if (state === change) return;
    await sleep(pause);
    ({ state } = await readMachineState(machine, query));
  }
  if (state !== change)
    throw new PowerActionError(`The machine reports ${state} after the command to power ${change}.`);
}

const MAX_MESSAGE_LENGTH = 400;

/** Replaces the values of secret settings in a message, and limits its length. */
export function redactSecrets(message: string, { type, parameters }: ConfiguredDriver): string {
  const secrets = type.settings.filter(({ secret }) => secret).map(({ name }) => parameters.get(name));
  const masked = secrets.reduce<string>((text, secret) => (secret ? text.replaceAll(secret, '***') : text), message);
  return masked.slice(0, MAX_MESSAGE_LENGTH);
}
