import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation, Resource } from '../../src/api/operation/operation.js';
import { metadata } from '../../src/metadata/index.js';
import { resources } from '../../src/resources/index.js';
import type { Fields } from '../support/body.js';
import type { CallOptions, Reply } from '../support/client.js';
import { Person } from '../support/person.js';
import { type As, useRegion } from '../support/region.js';
import { Standing } from '../support/standing.js';

/** All kinds of callers. The node in the paths belongs to `user`, the cluster to `worker`. */
const CALLERS = ['nobody', 'user', 'user2', 'admin', 'worker', 'otherWorker', 'pendingWorker', 'node'] as const;
type CallerName = (typeof CALLERS)[number];
/** Those who can sign in instead. */
const PEOPLE = ['user', 'user2', 'admin'] as const;
const WORKERS: readonly CallerName[] = ['worker', 'otherWorker', 'pendingWorker'];

/** The result of a call for permissions: a refusal, or any other answer. */
type Outcome = 400 | 401 | 403 | 405 | 'admitted';

interface Exception {
  readonly operations: readonly string[];
  readonly refused: readonly CallerName[];
  readonly why: string;
}

/** Operations where the object decides, not the operation's `allow`. */
const EXCEPTIONS: readonly Exception[] = [
  {
    operations: [
      'NodeHandler PUT',
      ...['start', 'stop', 'power_cycle', 'release', 'mark_broken', 'abort_operation'].map(
        (op) => `NodeHandler POST ${op}`,
      ),
    ],
    refused: ['user2'],
    why: 'a node is changed by its owner and by administrators',
  },
  {
    operations: ['NodeMacsHandler POST', 'NodeMacHandler DELETE'],
    refused: ['user2'],
    why: 'and so are its MAC addresses',
  },
  {
    operations: ['NodeHandler DELETE', 'NodeHandler POST mark_fixed'],
    refused: ['user', 'user2'],
    why: 'only administrators delete and repair nodes, owned or not',
  },
  {
    operations: ['SSHKeyHandler DELETE', 'SSHKeyHandler POST delete'],
    refused: ['user2', 'admin'],
    why: 'a key is deleted by its owner alone',
  },
];

const nameOf = ({ name }: Resource, { on, op }: Operation) => [name, on, ...(op === undefined ? [] : [op])].join(' ');

/** Returns the expected result of a call by the rules of docs/contract/nodes.md A6, from the table alone. */
function ruling(tree: 'api' | 'metadata', item: Resource, operation: Operation, caller: CallerName): Outcome {
  if (tree === 'api' && (caller === 'node' || caller === 'pendingWorker')) return 403;
  if (item.adminOnly && caller !== 'admin') return 403;
  const refusal = refusalOfSide(item, operation, caller);
  if (refusal !== undefined) return refusal;
  const { label } = operation.allow;
  if (label === 'anyone' || label === 'anonymous') return 'admitted';
  if (caller === 'nobody') return 401;
  const exception = EXCEPTIONS.find(({ operations }) => operations.includes(nameOf(item, operation)));
  if (exception?.refused.includes(caller)) return 403;
  const admitted: Readonly<Record<typeof label, readonly CallerName[]>> = {
    user: CALLERS.filter((name) => !WORKERS.includes(name)),
    admin: ['admin'],
    worker: ['worker'],
    'admin or worker': ['admin', 'worker'],
    node: ['node'],
  };
  return admitted[label].includes(caller) ? 'admitted' : 403;
}

/**
 * Returns the refusal of an operation that only callers of the other side have. A resource has an anonymous side and an
 * authenticated one.
 */
function refusalOfSide(item: Resource, operation: Operation, caller: CallerName): 400 | 401 | 405 | undefined {
  const isOn = ({ allow }: Operation) => (caller === 'nobody' ? allow.anonymous : allow.signedIn);
  if (isOn(operation)) return undefined;
  const methodIsThere = item.operations.some((other) => other.on === operation.on && isOn(other));
  if (methodIsThere) return caller === 'nobody' && item.addsAnonymous ? 401 : 400;
  return caller === 'nobody' ? 401 : 405;
}

const region = useRegion();
let standing: Standing;
let keys: Readonly<Record<CallerName, As>>;
const sessions = new Map<CallerName, Person>();
beforeAll(async () => {
  standing = await Standing.make(region);
  const { nodeKey: node, otherWorker, pendingWorker } = standing;
  const users = { user: 'user', user2: 'user2', admin: 'admin' } as const;
  for (const name of PEOPLE) sessions.set(name, await Person.signedIn(region, name));
  keys = { nobody: null, ...users, worker: 'worker', otherWorker, pendingWorker, node };
});

type Call = (method: string, path: string, options: CallOptions) => Promise<Reply>;

async function outcomeOf(root: string, item: Resource, { on, op, params }: Operation, call: Call) {
  await standing.restore();
  // These parameters are validated before the permission. Without them the answer would be 400.
  const fields: Fields = {
    ...(op !== undefined && { op }),
    ...(params.nodegroup && { nodegroup: region.worker.uuid }),
    ...(params.foreign_dhcp_ip && { foreign_dhcp_ip: '' }),
    ...(params.leases && { leases: '{}' }),
  };
  const path = `${root}${standing.pathOf(item.path)}`;
  const sent = on === 'GET' ? { query: fields } : { form: fields };
  const { status, text } = await call(on, path, on === 'DELETE' ? {} : sent);
  if (status >= 500) throw new Error(`status ${status}: ${text}`);
  const unknown = status === 400 && text.startsWith('Unrecognised signature');
  return status === 401 || status === 403 || status === 405 || unknown ? status : 'admitted';
}

const TREES = [
  { tree: 'api', root: '/MAAS/api/1.0/', items: resources },
  { tree: 'metadata', root: '/MAAS/metadata/', items: metadata },
] as const;

describe.each(TREES)('$tree', ({ tree, root, items }) => {
  const operations = items.flatMap((item) =>
    item.operations.map((operation) => ({ name: nameOf(item, operation), item, operation })),
  );

  test.each(operations)('$name is permitted to exactly the callers in the table', async ({ item, operation }) => {
    const outcomes: Partial<Record<CallerName, unknown>> = {};
    for (const caller of CALLERS) {
      const call: Call = (...request) => region.call(keys[caller], ...request);
      outcomes[caller] = await outcomeOf(root, item, operation, call);
    }
    expect(outcomes).toEqual(
      Object.fromEntries(CALLERS.map((caller) => [caller, ruling(tree, item, operation, caller)])),
    );
  });

  test.each(operations)('$name is permitted to the same people with a session', async ({ item, operation }) => {
    const outcomes: Partial<Record<CallerName, unknown>> = {};
    for (const [name, person] of sessions) {
      outcomes[name] = await outcomeOf(root, item, operation, (...request) => person.call(...request));
    }
    // A session does not open the metadata service: there the person is nobody.
    const expected = PEOPLE.map((name) => [name, ruling(tree, item, operation, tree === 'api' ? name : 'nobody')]);
    expect(outcomes).toEqual(Object.fromEntries(expected));
  });
});

test('each exception names an existing operation', () => {
  const names = [...resources, ...metadata].flatMap((item) => item.operations.map((one) => nameOf(item, one)));
  const excepted = EXCEPTIONS.flatMap(({ operations }) => operations);
  expect(excepted.filter((name) => !names.includes(name))).toEqual([]);
});
