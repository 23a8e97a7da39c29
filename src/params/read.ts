import type { Input } from './input.js';
import { missing, type Param, type ParamSpecs, Rejected, type Sender } from './param.js';
import type { Problems } from './problems.js';

/** The values of parameters that are all valid. */
export type Values<Specs extends ParamSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends Param<infer Value, unknown> ? Value : never;
};

/** The values of parameters, some of which may be invalid. Invalid ones have the value of absent ones. */
export type CollectedValues<Specs extends ParamSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends Param<infer Value, infer Absent> ? Value | Absent : never;
};

/**
 * Reads all parameters of an operation: a value for each spec.
 * @param problems collects the problems of the parameters
 * @throws BadRequest for the first mandatory parameter, in the order of the specs, that is missing
 */
export function collectParams<Specs extends ParamSpecs>(
  specs: Specs,
  input: Input,
  sender: Sender,
  problems: Problems,
): CollectedValues<Specs> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = spec.read(name, input, sender);
    if (value instanceof Rejected) problems.add(name, ...value.messages);
    values[name] = value instanceof Rejected ? spec.absent : value;
  }
  return values as CollectedValues<Specs>;
}

/** @throws BadRequest for the first mandatory parameter, in the order of the specs, that is missing */
export function checkPresence(specs: ParamSpecs, input: Input): void {
  for (const [name, { required }] of Object.entries(specs)) {
    if (required === 'text' && input.last(name) === undefined) throw missing(name);
  }
}
