import { z } from 'zod';
import { PowerActionError, PowerSettingsError } from '../../driver/errors.js';
import type { Machine } from '../../driver/machine.js';
import { powerAddress, powerPass, powerUser } from '../../driver/settings.js';

/** A chassis with a REST API, and whom it knows us as. */
export interface ChassisAccount {
  /** host, host:port, or an http or https URL */
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

/** @throws PowerSettingsError */
export function accountOf(machine: Machine): ChassisAccount {
  for (const { name, label } of [powerAddress, powerUser]) {
    if (machine.get(name) === '') throw new PowerSettingsError(`Not set: ${label}.`);
  }
  return {
    address: machine.get(powerAddress.name),
    username: machine.get(powerUser.name),
    password: machine.get(powerPass.name),
  };
}

/** The number of the server. @throws PowerSettingsError when it is none */
export function serverNumber(machine: Machine): string {
  const number = machine.get('system_id');
  if (!/^\d{1,3}$/.test(number)) throw new PowerSettingsError('The System ID must be the number of a server.');
  return number;
}

/** The server as the REST APIs name it: `25/0`. @throws PowerSettingsError */
export function serverOf(machine: Machine): string {
  return `${serverNumber(machine)}/0`;
}

/** What the REST APIs call a server: its number in the chassis, and 0. */
export const ServerId = z.string().regex(/^\d+(\/\d+)?$/);

/** A server as its chassis lists it. */
export interface ChassisServer {
  /** Such as `25/0`. */
  readonly id: string;
  readonly macAddresses: readonly string[];
}

const UNEXPECTED = 'The chassis answers with something else than was asked for.';

/** @throws PowerActionError for what is not of this shape; it repeats nothing of it, as that may repeat what was asked */
export function read<Shape>(value: unknown, shape: z.ZodType<Shape>): Shape {
  const { data, success } = shape.safeParse(value);
  if (!success) throw new PowerActionError(UNEXPECTED);
  return data;
}

/** @throws PowerActionError for what is not JSON of this shape */
export function readJson<Shape>(text: string, shape: z.ZodType<Shape>): Shape {
  return read(parse(text), shape);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PowerActionError(UNEXPECTED);
  }
}
