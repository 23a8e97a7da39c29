import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src/api/operation/operation.js';
import { pathArguments } from '../../src/api/operation/routes.js';
import { metadata } from '../../src/metadata/index.js';
import { resources } from '../../src/resources/index.js';
import type { CallOptions } from '../support/client.js';
import { type Digest, digestOf } from '../support/digest.js';
import { type As, useRegion } from '../support/region.js';
import { Standing } from '../support/standing.js';
import { callsOf, hostileArgument } from './hostile.js';

/** Calls of each operation, and the time that they may take. */
const RUNS = 30;
const LIMIT_MS = 1_200;

type CallerName = 'nobody' | 'user' | 'admin' | 'worker' | 'node';

/** The callers with the most permissions come most often, since their calls reach the most code. */
const CALLERS: Readonly<Record<Operation['allow']['label'], readonly CallerName[]>> = {
  anyone: ['nobody', 'nobody', 'admin', 'user'],
  anonymous: ['nobody'],
  user: ['admin', 'admin', 'user', 'user', 'worker'],
  admin: ['admin', 'admin', 'admin', 'admin', 'user'],
  worker: ['worker', 'worker', 'worker', 'admin'],
  'admin or worker': ['worker', 'admin'],
  node: ['node', 'node', 'node', 'user'],
};

const region = useRegion();
let standing: Standing;
let digest: Digest;
let keys: Readonly<Record<CallerName, As>>;
beforeAll(async () => {
  standing = await Standing.make(region);
  digest = await digestOf(region.database);
  keys = { nobody: null, user: 'user', admin: 'admin', worker: 'worker', node: standing.nodeKey };
});

/** Returns the path of a resource. `hostile` replaces its last argument. */
function pathFor(path: string, hostile: string | undefined): string {
  const last = pathArguments(path).at(-1);
  if (hostile === undefined || last === undefined) return standing.pathOf(path);
  return standing.pathOf(path.replace(new RegExp(`\\{${last}(\\.{3})?\\}`), () => hostile));
}

/** Calls an operation. @throws when the answer is 5xx, or a refusal that changed the database */
async function tryCall(caller: CallerName, operation: Operation, path: string, options: CallOptions): Promise<void> {
  await standing.restore();
  const before = await digest.take();
  const { status, text } = await region.call(keys[caller], operation.on, path, options);
  if (status >= 500) throw new Error(`status ${status}: ${text}`);
  if (status >= 200 && status <= 299) return;
  const after = new Map(await digest.take());
  // Such an operation records some refusals as events.
  if (operation.afterError) after.set('public.events', before.get('public.events') ?? '');
  expect(after, `status ${status} changed something`).toEqual(before);
}

const TREES = [
  { root: '/MAAS/api/1.0/', items: resources },
  { root: '/MAAS/metadata/', items: metadata },
];

describe.each(TREES)('operations below $root', ({ root, items }) => {
  const operations = items.flatMap((item) =>
    item.operations.map((operation) => ({
      name: `${item.name} ${operation.on} ${operation.op ?? ''}`,
      path: item.path,
      operation,
    })),
  );

  test.each(operations)(
    '$name with random input is never 5xx, and a refusal changes nothing',
    async ({ path, operation }) => {
      const caller = fc.constantFrom(...CALLERS[operation.allow.label]);
      let last = Promise.resolve();
      const property = fc.asyncProperty(caller, hostileArgument, callsOf(operation), (as, hostile, options) => {
        last = tryCall(as, operation, `${root}${pathFor(path, hostile)}`, options);
        return last;
      });
      await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS });
      // The time limit interrupts the last call. Its writes must not count for the first call of the next test.
      await last;
    },
  );
});

test('the digest of the database after a read is the same, and after a write is another', async () => {
  const before = await digest.take();
  (await region.get('admin', 'zones/')).ok();
  expect(await digest.take()).toEqual(before);
  (await region.post('admin', 'zones/', { name: 'seen' })).ok();
  expect(await digest.take()).not.toEqual(before);
});
