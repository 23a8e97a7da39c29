import { beforeEach, describe, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeKey } from '../../support/factories/accounts.js';
import { reportImages } from '../../support/factories/images.js';
import { makeNode } from '../../support/factories/nodes.js';
import { nodePath, READY, readNode } from '../../support/nodes.js';
import { type As, startRegion, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const IGNORED = 'x-maas-ignored-parameters';
const region = useRegion();
let plain: Node;
let tagged: Node;
beforeEach(async () => {
  await region.database.prisma.event.deleteMany();
  await region.database.prisma.node.deleteMany();
  plain = await makeNode(region, 'ready', { hostname: 'plain', memory: 1_024, power_type: 'ether_wake' });
  tagged = await makeNode(region, 'ready', { hostname: 'tagged', memory: 4_096, tags: ['gpu'] });
});

const acquire = (form: Form = {}, as: As = 'user') => region.post(as, 'nodes/', { op: 'acquire', ...form });
const acquiredId = async (form: Form, as: As = 'user') => (await acquire(form, as)).as(Node).system_id;
const events = () => region.database.prisma.event.findMany({ where: { type: { startsWith: 'Node acquired' } } });

describe('acquire with not_tags', () => {
  test('finds a node without these tags only', async () => {
    expect(await acquiredId({ mem: '1', not_tags: 'gpu' })).toBe(plain.system_id);
    const none = await acquire({ not_tags: 'gpu' });
    expect([none.status, none.text]).toEqual([409, 'No ready node matches: not_tags.']);
  });

  test('takes several names in one value, as Juju sends them', async () => {
    await makeNode(region, 'ready', { tags: ['slow'] });
    expect(await acquiredId({ not_tags: 'slow,gpu' })).toBe(plain.system_id);
    expect((await acquire({ not_tags: 'slow gpu' })).status).toBe(409);
  });

  test('of an unknown tag is refused under not_tags', async () => {
    const reply = await acquire({ not_tags: ['gpu', 'none'] });
    expect(reply.json).toEqual({ not_tags: ["No such tag(s): 'none'."] });
  });
});

describe('acquire with dry_run', () => {
  test.each(['1', 'true', 'True', 'yes', 'on'])(
    '%s returns the node that is given next, and changes nothing',
    async (dry_run) => {
      const audited = await region.database.prisma.auditRecord.count();
      const shown = (await acquire({ dry_run, mem: '2000' })).as(Node);
      expect(shown).toMatchObject({ system_id: tagged.system_id, status: READY, owner: null });
      expect((await readNode(region, tagged.system_id)).status).toBe(READY);
      expect(await region.database.prisma.auditRecord.count()).toBe(audited);
      expect(await acquiredId({ mem: '2000' })).toBe(tagged.system_id);
    },
  );

  test.each(['0', 'false'])('%s acquires', async (dry_run) => {
    expect((await acquire({ dry_run })).as(Node).owner).toBe('user');
  });

  test('without a match is 409 in the words of an acquisition', async () => {
    const dry = await acquire({ dry_run: '1', mem: '99999' });
    expect([dry.status, dry.text]).toEqual([409, (await acquire({ mem: '99999' })).text]);
  });

  test('and another value is refused under dry_run', async () => {
    expect((await acquire({ dry_run: 'maybe' })).wrongFields).toEqual(['dry_run']);
  });
});

describe('acquire with verbose', () => {
  test('counts the ready nodes that remain for each constraint', async () => {
    await makeNode(region, 'ready', { memory: 8_192 });
    const constraints = { mem: '2048', tags: 'gpu', verbose: 'true' };
    const dry = (await acquire({ ...constraints, dry_run: 'true' })).json;
    expect(dry).toMatchObject({ system_id: tagged.system_id, constraint_counts: { mem: 2, tags: 1 } });
    const given = (await acquire(constraints)).json;
    expect(given).toMatchObject({ owner: 'user', constraint_counts: { mem: 1, tags: 0 } });
  });

  test('without constraints has no counts', async () => {
    expect((await acquire({ verbose: '1' })).json).toMatchObject({ constraint_counts: {} });
  });

  test('without a match says in the 409 how many nodes meet each constraint', async () => {
    const reply = await acquire({ verbose: '1', mem: '2048', name: 'plain' });
    expect([reply.status, reply.text]).toEqual([
      409,
      'No ready node matches all of: name, mem. Ready nodes: 2, with name: 1, mem: 1.',
    ]);
  });
});

describe('acquire with a comment', () => {
  test('records it as an event of the node', async () => {
    const systemId = await acquiredId({ comment: 'for the demo' });
    expect(await events()).toMatchObject([
      { level: 20, type: 'Node acquired', description: 'for the demo', systemId, username: 'user' },
    ]);
  });

  test('of 1,001 characters is refused under comment', async () => {
    expect((await acquire({ comment: 'x'.repeat(1_001) })).wrongFields).toEqual(['comment']);
    expect((await readNode(region, plain.system_id)).status).toBe(READY);
  });
});

describe('acquire with unknown parameters', () => {
  const unknown = { 'maas-tags': 'gpu', colour: 'red', 'né w': '1', storage: 'root:8', interfaces: 'eth0' };

  test('names in a header those that clients do not always send, and in the audit', async () => {
    const reply = await acquire(unknown);
    expect([reply.status, reply.headers.get(IGNORED)]).toEqual([200, 'colour, maas-tags, n%C3%A9%20w']);
    const record = await region.database.prisma.auditRecord.findFirst({ orderBy: { id: 'desc' } });
    expect(record?.parameters).toEqual(['colour', 'maas-tags', 'n%C3%A9%20w']);
  });

  test('has no such header when all are known', async () => {
    expect((await acquire({ storage: 'root:8', agent_name: 'x' })).headers.has(IGNORED)).toBe(false);
  });

  test('names twenty at most', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`p${n}`, '']));
    expect((await acquire(many)).headers.get(IGNORED)?.split(', ')).toHaveLength(20);
  });

  test('is 400 that names them with STRICT_PARAMETERS=on, and takes no node', async () => {
    await using strict = await startRegion({ env: { STRICT_PARAMETERS: 'on' } });
    await reportImages(strict);
    const node = await makeNode(strict, 'ready');
    const refused = await strict.post('user', 'nodes/', { op: 'acquire', ...unknown });
    expect(refused.wrongFields).toEqual(['colour', 'maas-tags', 'n%C3%A9%20w']);
    expect((await readNode(strict, node.system_id)).status).toBe(READY);
    (await strict.post('user', 'nodes/', { op: 'acquire', storage: 'root:8' })).ok();
  });
});

describe('a second acquire by one key within 10 seconds', () => {
  test('without a start of the first is an event that warns of the first', async () => {
    const [first, second] = [await acquiredId({ mem: '1' }), await acquiredId({ mem: '1' })];
    expect(await events()).toMatchObject([
      { level: 30, type: 'Node acquired again', systemId: second, description: expect.stringContaining(first) },
    ]);
  });

  test.each<[string, Form, Form]>([
    ['with other constraints', { mem: '1' }, { mem: '2' }],
    ['with another agent name', { agent_name: 'a' }, { agent_name: 'b' }],
  ])('%s warns of nothing', async (_what, one, other) => {
    await acquiredId(one);
    await acquiredId(other);
    expect(await events()).toEqual([]);
  });

  test('of another key warns of nothing', async () => {
    const { key } = await makeKey(region, 'user');
    await acquiredId({});
    await acquiredId({}, key);
    expect(await events()).toEqual([]);
  });

  test('after a start or a release of the first, or after 10 seconds, warns of nothing', async () => {
    const first = await acquiredId({});
    (await region.post('user', nodePath({ system_id: first }), { op: 'start' })).ok();
    const second = await acquiredId({});
    (await region.post('user', nodePath({ system_id: second }), { op: 'release' })).ok();
    const third = await acquiredId({});
    await region.database.pool.query("UPDATE nodes SET acquired = acquired - interval '10 seconds'");
    await makeNode(region, 'ready');
    expect(await acquiredId({})).not.toBe(third);
    expect(await events()).toEqual([]);
  });
});
