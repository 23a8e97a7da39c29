import { z } from 'zod';
import { PowerActionError, PowerSettingsError } from '../../driver/errors.js';
import type { Machine } from '../../driver/machine.js';
import { powerAddress, powerPass, powerUser } from '../../driver/settings.js';

/** The address and credentials of a chassis's REST API. */
export interface ChassisAccount {
  /** host, host:port, or an http or https URL */
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

/** @throws PowerSettingsError */
export function readChassisAccount(machine: Machine): ChassisAccount {
  for (const { name, label } of [powerAddress, powerUser]) {
    if (machine.get(name) === '') throw new PowerSettingsError(`Not set: ${label}.`);
  }
  return {
    address: machine.get(powerAddress.name),
    username: machine.get(powerUser.name),
    password: machine.get(powerPass.name),
  };
}

/** The number of the server. @throws PowerSettingsError when the System ID is not a number */
export function parseServerNumber(machine: Machine): string {
  const number = machine.get('system_id');
  checkServerNumber(number);
  return number;
}

/** @throws PowerSettingsError */
export function checkServerNumber(text: string): void {
  if (!/^\d{1,3}$/.test(text)) throw new PowerSettingsError('The System ID must be the number of a server.');
}

/** The server's id in the REST APIs, such as `25/0`. @throws PowerSettingsError */
export function readServerId(machine: Machine): string {
  return `${parseServerNumber(machine)}/0`;
}

/** The id of a server in the REST APIs: its number in the chassis, and 0. */
export const ServerId = z.string().regex(/^\d+(\/\d+)?$/);

/** A server as its chassis lists it. */
export interface ChassisServer {
  /** Such as `25/0`. */
  readonly id: string;
  readonly macAddresses: readonly string[];
}

const UNEXPECTED = 'The chassis answers with something else than was asked for.';

/** @throws PowerActionError for another shape; without the value, which may contain the credentials of the request */
export function parseChassisAnswer<Shape>(value: unknown, shape: z.ZodType<Shape>): Shape {
  const { data, success } = shape.safeParse(value);
  if (!success) throw new PowerActionError(UNEXPECTED);
  return data;
}

/** @throws PowerActionError for texts other than JSON of this shape */
export function parseChassisJson<Shape>(text: string, shape: z.ZodType<Shape>): Shape {
  return parseChassisAnswer(parseJson(text), shape);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PowerActionError(UNEXPECTED);
  }
}
