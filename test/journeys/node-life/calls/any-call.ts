import fc from 'fast-check';
import type { Call } from '../call.js';
import { type Caller, type Place, USERS } from '../run.js';
import { accept, commission, enlist, remove } from './administration.js';
import { startMany, stopMany } from './batches.js';
import { createKey, deleteKey } from './keys.js';
import { preseed, readId, readUserData, signal, turnNetbootOff } from './machine.js';
import { acquire, list, listAllocated, read, release, releaseMany } from './nodes.js';
import { powerParameters, start, stop } from './power.js';
import { abort, markBroken, markFixed } from './repair.js';

const place = fc.nat({ max: 6 });
/** Half of them the caller's own. */
const ownPlace: fc.Arbitrary<Place> = fc.oneof(place, fc.constant('acquired' as const));
const age = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);
const user = fc.constantFrom(...USERS);
const key = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);
const by: fc.Arbitrary<Caller> = fc.record({ user, key });
/** Mostly an administrator, since others may not do it. */
const mostlyAdmin = fc.record({
  user: fc.oneof({ weight: 3, arbitrary: fc.constant('admin' as const) }, { weight: 1, arbitrary: user }),
  key,
});

const places = fc.array(ownPlace, { minLength: 1, maxLength: 3 });
const mode = fc.constantFrom('hard' as const, 'soft' as const);
const data = fc.option(fc.nat({ max: 9 }), { nil: undefined });
const word = fc.constantFrom('OK' as const, 'FAILED' as const, 'WORKING' as const);

const CALLS: readonly [number, fc.Arbitrary<Call>][] = [
  [10, fc.tuple(by, fc.option(place, { nil: undefined })).map((given) => acquire(...given))],
  [8, fc.tuple(by, ownPlace).map((given) => release(...given))],
  [3, fc.tuple(by, places).map((given) => releaseMany(...given))],
  [4, fc.tuple(by, ownPlace).map((given) => read(...given))],
  [2, by.map(list)],
  [2, by.map(listAllocated)],
  [5, fc.tuple(by, ownPlace, data).map((given) => start(...given))],
  [2, fc.tuple(by, ownPlace, mode).map((given) => stop(...given))],
  [2, fc.tuple(by, places).map((given) => startMany(...given))],
  [1, fc.tuple(by, places).map((given) => stopMany(...given))],
  [2, fc.tuple(by, place).map((given) => powerParameters(...given))],
  [2, by.map(createKey)],
  [1, fc.tuple(by, user, fc.nat({ max: 2 })).map((given) => deleteKey(...given))],
  [2, fc.tuple(by, fc.nat({ max: 2 })).map(([caller, which]) => deleteKey(caller, caller.user, which))],
  [2, mostlyAdmin.map(enlist)],
  [3, fc.tuple(mostlyAdmin, place).map((given) => accept(...given))],
  [2, fc.tuple(mostlyAdmin, place).map((given) => commission(...given))],
  [1, fc.tuple(mostlyAdmin, place).map((given) => remove(...given))],
  [1, fc.tuple(by, ownPlace).map((given) => markBroken(...given))],
  [3, fc.tuple(mostlyAdmin, place).map((given) => markFixed(...given))],
  [2, fc.tuple(mostlyAdmin, ownPlace).map((given) => abort(...given))],
  [6, place.map(preseed)],
  [4, place.map(turnNetbootOff)],
  [3, fc.tuple(place, age).map((given) => readId(...given))],
  [4, fc.tuple(place, age).map((given) => readUserData(...given))],
  [4, fc.tuple(place, age, word).map((given) => signal(...given))],
];

/** Any call of a user, an administrator or a machine. */
export const anyCall: fc.Arbitrary<Call> = fc.oneof(...CALLS.map(([weight, arbitrary]) => ({ weight, arbitrary })));
