import fc from 'fast-check';
import type { Operation } from '../../src/api/operation/operation.js';
import type { Param } from '../../src/params/param.js';
import type { Value } from '../support/body.js';
import type { CallOptions } from '../support/client.js';
import { rightFor } from './right.js';

/** What is wrong nearly everywhere: texts that have broken parsers, databases and casts before. */
const NASTY = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfffx',
  '\ufeff',
  '\u202e',
  'ü',
  '😀'.repeat(100),
  '\n',
  '\r\n--x',
  '-',
  '-1',
  '00',
  '-0',
  '1.5',
  '1e309',
  '0x10',
  'NaN',
  'inf',
  '2147483648',
  '-2147483649',
  '9'.repeat(40),
  'true',
  'null',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  '{"a": {"b": 1}}',
  '"text"',
  `${'['.repeat(60)}${']'.repeat(60)}`,
  '{"\\u0000": "\\u0000"}',
  '["\\ud800"]',
  '%00',
  '%zz',
  "' OR 1=1; --",
  '../../../etc/passwd',
  '$(id)',
  '__proto__',
  'x'.repeat(300),
  'x'.repeat(70_000),
];

/** What is right somewhere else. */
const MISPLACED = [
  '0',
  '1',
  'standing',
  'node-standing',
  'c0ffee00-0000-4000-8000-000000000001',
  '02:fe:00:00:00:01',
  'AABBCCDDEEFF',
  'amd64',
  'ffff:ffff::',
  'fd00::1',
  'ip:',
  'vlan:4095',
  'vlan:0x1ac',
  '//node',
  '{"mac_address": "02:fe:00:00:00:01"}',
  'c2FsdA==',
  'ssh-rsa AAAAB3NzaC1yc2E=',
];

const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.constantFrom(...MISPLACED) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.integer().map(String) },
);

/** Mostly what is right for a parameter of this name, so that most calls have only one or two things wrong. */
const textFor = (name: string) => fc.oneof({ weight: 5, arbitrary: rightFor(name) }, { weight: 2, arbitrary: nasty });

const ODD_JSON = fc.constantFrom(null, true, false, 0, -1, 1.5, 1e300, 2 ** 53, {}, [], [null], [[]], [{}]);

const jsonFor = (name: string) =>
  fc.oneof(
    { weight: 4, arbitrary: textFor(name) },
    { weight: 2, arbitrary: fc.array(textFor(name), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) },
    { weight: 1, arbitrary: ODD_JSON },
  );

const file = fc.record({ filename: nasty, data: nasty }).map(({ filename, data }): Value => {
  const oneLine = filename.replace(/["\r\n]/g, '_');
  return { filename: oneLine, data, base64: data.length % 2 === 0 };
});

const STRANGE = [
  '',
  'op2',
  '__proto__',
  'constructor',
  'toString',
  'oauth_canary',
  'a\u0000b',
  '😀',
  'x'.repeat(2_000),
];

type Pairs = readonly (readonly [string, Value])[];
const noPairs: Pairs = [];

/** A parameter as pairs: left out, once, or repeated. */
function pairsOf(name: string, { kind }: Param<unknown>): fc.Arbitrary<Pairs> {
  const full = kind === 'prefixed' ? textFor(name).map((rest) => `${name}${rest.slice(0, 40)}`) : fc.constant(name);
  const value = fc.oneof(
    { weight: 20, arbitrary: textFor(name) },
    { weight: kind === 'file' ? 20 : 1, arbitrary: file },
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(noPairs) },
    { weight: 7, arbitrary: fc.tuple(full, value).map((pair): Pairs => [pair]) },
    { weight: 2, arbitrary: fc.array(fc.tuple(full, value), { minLength: 2, maxLength: 4 }) },
  );
}

function formOf({ params }: Operation): fc.Arbitrary<Pairs> {
  const known = Object.entries(params).map(([name, param]) => pairsOf(name, param));
  const unknown = fc.array(fc.tuple(fc.constantFrom(...STRANGE), nasty), { maxLength: 2 });
  return fc.tuple(fc.tuple(...known), unknown).map(([some, others]) => [...some.flat(), ...others]);
}

function jsonOf({ params }: Operation): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.keys(params).map((name) => [name, jsonFor(name)]));
  return fc.oneof(
    { weight: 9, arbitrary: fc.record(members, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  );
}

const asText = (pairs: Pairs): [string, string][] =>
  pairs.map(([name, value]) => [name, typeof value === 'object' ? String(value.data) : String(value)]);

/** Names go into a header of multipart. */
const asParts = (pairs: Pairs): Pairs => pairs.map(([name, value]) => [name.replace(/["\r\n\0]/g, '_'), value]);

/** All ways to send an operation something that may be wrong. */
export function callsOf(operation: Operation): fc.Arbitrary<CallOptions> {
  const op = operation.op === undefined ? [] : [['op', operation.op] as const];
  const inQuery = formOf(operation).map((pairs): CallOptions => ({ query: [...op, ...asText(pairs)] }));
  if (operation.on === 'GET') return inQuery;
  return fc.oneof(
    { weight: 4, arbitrary: formOf(operation).map((pairs) => ({ form: [...op, ...asParts(pairs)] })) },
    { weight: 3, arbitrary: formOf(operation).map((pairs) => ({ urlencoded: [...op, ...asText(pairs)] })) },
    { weight: 3, arbitrary: jsonOf(operation).map((json) => ({ query: op, json })) },
    { weight: 1, arbitrary: inQuery },
  );
}

const HOSTILE_ARGUMENTS = [
  'unheard-of',
  '0',
  '-1',
  '99999999999999999999',
  '1e3',
  'a%00b',
  '%F0%9F%98%80',
  '%ED%A0%80',
  '%0D%0A',
  '..%2F..',
  '%27%20OR%201=1',
  'x'.repeat(3_000),
  '02:fe:00:00:00:01',
];

/** In one call of eight the argument of a path that names nothing, percent-encoded. */
export const hostileArgument = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_ARGUMENTS) },
);
