import type { z } from 'zod';
import { BadRequest, Invalid, REQUIRED } from '../errors.js';
import type { Parameters, Upload } from './input.js';
import { isStorable, UNSTORABLE } from './text.js';

/**
 * How one parameter of an operation is read: from the texts or files under its name to a value, or to what is wrong.
 * `required` says how its absence is answered: `text` is a plain message (an empty text counts as present), `field` a
 * field error (an empty text counts as absent).
 */
export interface Param<Value> {
  readonly kind: 'one' | 'many' | 'file' | 'prefixed';
  readonly required: 'no' | 'text' | 'field';
  readonly doc: string;
  /** Of one value; in documents only for files. */
  readonly schema: z.ZodType | undefined;
  read(name: string, from: Parameters, caller: Sender): Value | Problems;
}

export type ParamSpecs = Readonly<Record<string, Param<unknown>>>;

export type Values<Specs extends ParamSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends Param<infer Value> ? Value : never;
};

/** Who sent the parameters. */
export interface Sender {
  readonly user: { readonly isSuperuser: boolean } | null;
}

/** Messages about one parameter. */
export class Problems {
  constructor(readonly messages: readonly string[]) {}
}

function check<Output>(schema: z.ZodType<Output>, text: string): Output | Problems {
  if (!isStorable(text)) return new Problems([UNSTORABLE]);
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  return new Problems(parsed.error.issues.map((issue) => issue.message));
}

function readOne<Output>(schema: z.ZodType<Output>, emptyIsAbsent: boolean) {
  return (name: string, from: Parameters): Output | undefined | Problems => {
    const text = from.last(name);
    return text === undefined || (emptyIsAbsent && text === '') ? undefined : check(schema, text);
  };
}

/** A parameter that may be left out. */
export function optional<Output>(schema: z.ZodType<Output>, doc: string): Param<Output | undefined> {
  return { kind: 'one', required: 'no', doc, schema, read: readOne(schema, false) };
}

/** A parameter for which an empty text means the same as leaving it out. */
export function blankable<Output>(schema: z.ZodType<Output>, doc: string): Param<Output | undefined> {
  return { kind: 'one', required: 'no', doc, schema, read: readOne(schema, true) };
}

/** A parameter whose absence is a 400 with a plain message. */
export function mandatory<Output>(schema: z.ZodType<Output>, doc: string): Param<Output> {
  const read = readOne(schema, false);
  return {
    kind: 'one',
    required: 'text',
    doc,
    schema,
    read: (name, from) => {
      const value = read(name, from);
      if (value === undefined) throw missing(name);
      return value;
    },
  };
}

const missing = (name: string): BadRequest => new BadRequest(`No provided ${name}!`);

/** @throws BadRequest when a mandatory parameter is missing (in the order of the specs) */
export function checkPresence(specs: ParamSpecs, from: Parameters): void {
  for (const [name, { required }] of Object.entries(specs)) {
    if (required === 'text' && from.last(name) === undefined) throw missing(name);
  }
}

/** A parameter whose absence, or emptiness, is a field error. */
export function field<Output>(schema: z.ZodType<Output>, doc: string): Param<Output> {
  const read = readOne(schema, true);
  return {
    kind: 'one',
    required: 'field',
    doc,
    schema,
    read: (name, from) => read(name, from) ?? new Problems([REQUIRED]),
  };
}

/** A list, as repeated parameters or a JSON array. Absent is empty. */
export function many<Output>(schema: z.ZodType<Output>, doc: string): Param<Output[]> {
  return { kind: 'many', required: 'no', doc, schema, read: (name, from) => readMany(schema, name, from) };
}

/** A list that tells being left out (undefined) from being empty. */
export function optionalMany<Output>(schema: z.ZodType<Output>, doc: string): Param<Output[] | undefined> {
  const read = (name: string, from: Parameters) => (from.has(name) ? readMany(schema, name, from) : undefined);
  return { kind: 'many', required: 'no', doc, schema, read };
}

function readMany<Output>(schema: z.ZodType<Output>, name: string, from: Parameters): Output[] | Problems {
  if (!from.isList(name)) return new Problems(['Enter a list of values.']);
  const values: Output[] = [];
  const messages = new Set<string>();
  for (const text of from.all(name)) {
    const value = check(schema, text);
    if (value instanceof Problems) for (const message of value.messages) messages.add(message);
    else values.push(value);
  }
  return messages.size > 0 ? new Problems([...messages]) : values;
}

/** All parameters whose names begin with `prefix`, by the rest of their names. */
export function prefixed(prefix: string, doc: string): Param<Readonly<Record<string, string>>> {
  return {
    kind: 'prefixed',
    required: 'no',
    doc,
    schema: undefined,
    read: (_name, from) => {
      const found: [string, string][] = [];
      for (const name of from.names()) {
        const text = from.last(name);
        if (!name.startsWith(prefix) || text === undefined) continue;
        if (!isStorable(name) || !isStorable(text)) return new Problems([UNSTORABLE]);
        found.push([name.slice(prefix.length), text]);
      }
      return Object.fromEntries(found);
    },
  };
}

/** A parameter that only administrators set: what others send is ignored, right or wrong. */
export function forAdmins<Value>(param: Param<Value>): Param<Value | undefined> {
  return {
    ...param,
    doc: `${param.doc} Available to administrators.`,
    read: (name, from, caller) => (caller.user?.isSuperuser ? param.read(name, from, caller) : undefined),
  };
}

/** A value, or what is wrong with it. */
export interface Deferred<Value> {
  readonly value?: Value;
  readonly problems?: readonly string[];
}

/** A parameter whose problems the operation reports itself, together with those that it finds by looking things up. */
export function deferred<Value>(param: Param<Value>): Param<Deferred<Value>> {
  const read = (name: string, from: Parameters, caller: Sender): Deferred<Value> => {
    const value = param.read(name, from, caller);
    return value instanceof Problems ? { problems: value.messages } : { value };
  };
  return { ...param, read };
}

/** Gives the values of deferred parameters; what is wrong with them goes to `wrong` under their names. */
export function settler(wrong: Record<string, readonly string[]>) {
  return <Value>(name: string, { value, problems }: Deferred<Value>): Value | undefined => {
    if (problems) wrong[name] = problems;
    return value;
  };
}

/** The value of a deferred parameter that is needed after all. @throws Invalid when there is something wrong with it */
export function demand<Value>(name: string, { value, problems }: Deferred<Value>): Value | undefined {
  if (problems) throw new Invalid({ [name]: problems });
  return value;
}

/** The files of a request, whatever their fields are called. */
export function uploads(doc: string): Param<readonly Upload[]> {
  return { kind: 'file', required: 'no', doc, schema: undefined, read: (_name, from) => from.files };
}

/**
 * Reads all parameters of an operation.
 * @throws BadRequest when a mandatory one is missing (in the order of the specs)
 * @throws Invalid naming every field that is wrong
 */
export function readParams<Specs extends ParamSpecs>(specs: Specs, from: Parameters, caller: Sender): Values<Specs> {
  const values: Record<string, unknown> = {};
  const wrong: Record<string, readonly string[]> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = spec.read(name, from, caller);
    if (value instanceof Problems) wrong[name] = value.messages;
    else values[name] = value;
  }
  if (Object.keys(wrong).length > 0) throw new Invalid(wrong);
  return complete<Specs>(values);
}

/** Every spec has put its value in: the loop above is what makes the type true. */
function complete<Specs extends ParamSpecs>(values: Record<string, unknown>): Values<Specs> {
  return values as Values<Specs>;
}
