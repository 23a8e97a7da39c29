import type { z } from 'zod';
import { BadRequest, Invalid, REQUIRED } from '../errors.js';
import type { Input, Upload } from './input.js';
import { isStorable, UNSTORABLE } from './text.js';

/**
 * The spec of a parameter of an operation. It reads the texts or files under the parameter's name to a value or to
 * problems. `required` is the kind of answer to a missing parameter. `text` is a plain message, and an empty text
 * counts as present. `field` is a field error, and an empty text counts as absent.
 */
export interface Param<Value, Absent = Value> {
  readonly kind: 'one' | 'many' | 'file' | 'prefixed';
  readonly required: 'no' | 'text' | 'field';
  readonly doc: string;
  /** The schema of one value. For files it is used in documents only. */
  readonly schema: z.ZodType | undefined;
  /** The value of an absent parameter, and of a rejected one while problems are collected. */
  readonly absent: Absent;
  read(name: string, input: Input, sender: Sender): Value | Rejected;
}

export type ParamSpecs = Readonly<Record<string, Param<unknown, unknown>>>;

/** The caller who sent the parameters. */
export interface Sender {
  readonly user: { readonly isSuperuser: boolean } | null;
}

/** The problems for which the value of a parameter is rejected. */
export class Rejected {
  constructor(readonly messages: readonly string[]) {}
}

function check<Output>(schema: z.ZodType<Output>, text: string): Output | Rejected {
  if (!isStorable(text)) return new Rejected([UNSTORABLE]);
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  return new Rejected(parsed.error.issues.map((issue) => issue.message));
}

interface One<Output, Absent> extends Pick<Param<Output>, 'required' | 'doc'> {
  readonly schema: z.ZodType<Output>;
  readonly absent: Absent;
  /** An empty text counts as absent. */
  readonly blankable: boolean;
}

/** A parameter with one value: the last one that was sent. */
function one<Output, Absent>({ blankable, ...spec }: One<Output, Absent>): Param<Output | Absent> {
  const read = (name: string, input: Input) => {
    const text = input.last(name);
    return text === undefined || (blankable && text === '') ? spec.absent : check(spec.schema, text);
  };
  return { kind: 'one', ...spec, read };
}

/** A parameter that may be left out; then it has the value `absent`. */
export function optional<Output>(schema: z.ZodType<Output>, doc: string): Param<Output | undefined>;
export function optional<Output>(schema: z.ZodType<Output>, doc: string, absent: Output): Param<Output>;
export function optional<Output>(schema: z.ZodType<Output>, doc: string, absent?: Output): Param<Output | undefined> {
  return one({ required: 'no', doc, schema, absent, blankable: false });
}

/** A parameter for which an empty text means the same as leaving it out. */
export function blankable<Output>(schema: z.ZodType<Output>, doc: string): Param<Output | undefined>;
export function blankable<Output>(schema: z.ZodType<Output>, doc: string, absent: Output): Param<Output>;
export function blankable<Output>(schema: z.ZodType<Output>, doc: string, absent?: Output): Param<Output | undefined> {
  return one({ required: 'no', doc, schema, absent, blankable: true });
}

/** A parameter whose absence is a 400 with a plain message. */
export function mandatory<Output>(schema: z.ZodType<Output>, doc: string): Param<Output, undefined> {
  const { read, ...spec } = one({ required: 'text', doc, schema, absent: undefined, blankable: false });
  return {
    ...spec,
    absent: undefined,
    read: (name, input, sender) => {
      const value = read(name, input, sender);
      if (value === undefined) throw missing(name);
      return value;
    },
  };
}

export const missing = (name: string): BadRequest => new BadRequest(`No provided ${name}!`);

/** A parameter whose absence, or emptiness, is a field error. */
export function field<Output>(schema: z.ZodType<Output>, doc: string): Param<Output, undefined> {
  const { read, ...spec } = one({ required: 'field', doc, schema, absent: undefined, blankable: true });
  return {
    ...spec,
    absent: undefined,
    read: (name, input, sender) => read(name, input, sender) ?? new Rejected([REQUIRED]),
  };
}

/** A list, as repeated parameters or a JSON array. Absent is empty. */
export function many<Output>(schema: z.ZodType<Output>, doc: string): Param<Output[]> {
  return {
    kind: 'many',
    required: 'no',
    doc,
    schema,
    absent: [],
    read: (name, input) => readMany(schema, name, input),
  };
}

/** A list whose absence is a 400 with a plain message. */
export function mandatoryMany<Output>(schema: z.ZodType<Output>, doc: string): Param<Output[], undefined> {
  const read = (name: string, input: Input) => {
    if (!input.has(name)) throw missing(name);
    return readMany(schema, name, input);
  };
  return { kind: 'many', required: 'text', doc, schema, absent: undefined, read };
}

/** A list that is undefined when it was left out, and so differs from an empty list. */
export function optionalMany<Output>(schema: z.ZodType<Output>, doc: string): Param<Output[] | undefined> {
  const read = (name: string, input: Input) => (input.has(name) ? readMany(schema, name, input) : undefined);
  return { kind: 'many', required: 'no', doc, schema, absent: undefined, read };
}

function readMany<Output>(schema: z.ZodType<Output>, name: string, input: Input): Output[] | Rejected {
  if (!input.isList(name)) return new Rejected(['Enter a list of values.']);
  const values: Output[] = [];
  const messages = new Set<string>();
  for (const text of input.all(name)) {
    const value = check(schema, text);
    if (value instanceof Rejected) for (const message of value.messages) messages.add(message);
    else values.push(value);
  }
  return messages.size > 0 ? new Rejected([...messages]) : values;
}

/** All parameters whose names begin with `prefix`, by the rest of their names. */
export function prefixed(prefix: string, doc: string): Param<Readonly<Record<string, string>>> {
  return {
    kind: 'prefixed',
    required: 'no',
    doc,
    schema: undefined,
    absent: {},
    read: (_name, input) => {
      const found: [string, string][] = [];
      for (const name of input.names()) {
        const text = input.last(name);
        if (!name.startsWith(prefix) || text === undefined) continue;
        if (!isStorable(name) || !isStorable(text)) return new Rejected([UNSTORABLE]);
        found.push([name.slice(prefix.length), text]);
      }
      return Object.fromEntries(found);
    },
  };
}

/** A parameter that only administrators set. The values of other callers are ignored, valid or not. */
export function forAdmins<Value, Absent>(param: Param<Value, Absent>): Param<Value | undefined, Absent | undefined> {
  return {
    ...param,
    absent: undefined,
    doc: `${param.doc} Available to administrators.`,
    read: (name, from, sender) => (sender.user?.isSuperuser ? param.read(name, from, sender) : undefined),
  };
}

/** A parameter that is validated only when its value is used: the value is a function that throws Invalid. */
export function whenUsed<Value, Absent>(param: Param<Value, Absent>): Param<() => Value> {
  const read = (name: string, input: Input, sender: Sender) => () => {
    const value = param.read(name, input, sender);
    if (value instanceof Rejected) throw new Invalid({ [name]: value.messages });
    return value;
  };
  const absent = () => {
    throw new Error('A parameter that is read when used is never rejected before.');
  };
  return { ...param, absent, read };
}

/** The files of a request, from fields of any name. */
export function uploads(doc: string): Param<readonly Upload[]> {
  return { kind: 'file', required: 'no', doc, schema: undefined, absent: [], read: (_name, input) => input.files };
}
