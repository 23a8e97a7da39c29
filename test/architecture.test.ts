import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Every folder of src, from the highest layer to the lowest: a file may import from its own folder and from folders
 * in rows below. Folders below `resources` are named by URLs and stand for themselves.
 */
const ORDER = [
  ['cli'],
  ['cli/commands'],
  ['cli/serve'],
  ['server'],
  ['server/limits'],
  ['site/live'],
  ['site'],
  ['resources', 'metadata'],
  ['metadata/trees'],
  ['model/deployment', 'model/nodes/enlist'],
  ['metadata/preseed', 'model/boot', 'model/commissioning', 'model/nodes/lifecycle'],
  ['model/events', 'model/nodes/acquire', 'model/nodes/boot', 'model/nodes/replica', 'model/takeover'],
  [
    'cli/doctor',
    'model/clusters/registration',
    'model/nodes',
    'model/takeover/accounts',
    'model/takeover/clusters',
    'model/takeover/nodes',
    'model/takeover/region',
    'power/actions',
  ],
  ['model/clusters/config', 'model/images', 'model/setup', 'model/takeover/mapping', 'power'],
  ['cluster/run', 'model/clusters', 'model/zones', 'power/discovery', 'power/drivers'],
  ['api', 'metadata/commissioning', 'model/clusters/interfaces', 'power/drivers/redfish', 'power/drivers/sm15k'],
  ['api/documents', 'api/oauth', 'api/session', 'cli/lib', 'metadata/payload', 'model/networks', 'model/tags'],
  ['api/body', 'api/idempotency', 'model/webhooks', 'power/drivers/ipmi', 'power/drivers/ucsm', 'power/drivers/virsh'],
  ['api/operation', 'api/reply', 'cluster/boot', 'db/embedded', 'db/pg-dump', 'jobs', 'model/accounts'],
  ['db/backup', 'events', 'images', 'model/configuration', 'model/files', 'model/hardware', 'power/io'],
  ['images/mirror'],
  ['cluster/dnsmasq', 'cluster/probe', 'cluster/region', 'db/batch', 'db/bulk', 'db/notifications', 'images/fetch'],
  ['db', 'http', 'params', 'power/driver'],
  ['cluster', 'cluster/boot/programs', 'db/connection'],
  ['.', 'model/series', 'model/statuses'],
];
/** The parts of src that each part must not import, even if the rows permit it. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  api: ['resources', 'metadata', 'server'],
  resources: ['metadata', 'server'],
  metadata: ['resources', 'server'],
  model: ['api', 'resources', 'metadata', 'server'],
  power: ['api', 'model', 'resources', 'metadata', 'server'],
  images: ['api', 'model', 'power'],
  jobs: ['api', 'model', 'power'],
  events: ['api', 'model', 'power'],
  params: ['api', 'model', 'power', 'db'],
  db: ['api', 'model', 'power', 'jobs', 'params'],
  http: ['api', 'model', 'power', 'jobs', 'events', 'images', 'params', 'db'],
  cluster: ['server', 'resources', 'metadata', 'api', 'model', 'power', 'jobs', 'events', 'params', 'db'],
};
const GENERATED = 'db/generated/';
const ROOT = path.resolve(import.meta.dirname, '..');

interface Source {
  /** Below src, with slashes */
  readonly file: string;
  readonly imports: readonly string[];
}

function codeBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(tsx?|mjs)$/.test(file) && !file.startsWith(GENERATED) && !file.endsWith('.d.ts'),
  );
}

const textOf = (...file: string[]): string => readFileSync(path.join(ROOT, ...file), 'utf8');

const sources = codeBelow('src').map((file): Source => ({ file, imports: importsOf(file, textOf('src', file)) }));

/** The files of src that a file imports or exports from; types count too. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)]
    .map(([, specifier = '']) => path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts'))
    .filter((target) => !target.startsWith(GENERATED));
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const folderOf = (file: string): string => path.posix.dirname(file);
const partOf = (file: string): string => file.split('/', 1)[0] ?? file;

/** Its row in the order; -1 for a folder that is not there. */
function rowOf(folder: string): number {
  const named = folder.startsWith('resources/') ? 'resources' : folder;
  return ORDER.findIndex((folders) => folders.includes(named));
}

const arrows = sources.flatMap(({ file, imports }) => imports.map((target) => ({ from: file, to: target })));

test('every folder of src has its row', () => {
  expect(sources.length).toBeGreaterThan(0);
  const folders = new Set(sources.map(({ file }) => folderOf(file)));
  expect([...folders].filter((folder) => rowOf(folder) < 0)).toEqual([]);
  expect(ORDER.flat().filter((folder) => !folders.has(folder))).toEqual([]);
});

test('imports name files that exist', () => {
  const files = new Set(sources.map(({ file }) => file));
  expect(arrows.filter(({ to }) => !files.has(to))).toEqual([]);
});

test('imports go down', () => {
  const between = arrows.filter(({ from, to }) => folderOf(from) !== folderOf(to));
  const isBelow = (from: string, to: string) =>
    rowOf(folderOf(to)) > rowOf(folderOf(from)) || (partOf(from) === 'resources' && partOf(to) === 'resources');
  expect(between.filter(({ from, to }) => !isBelow(from, to))).toEqual([]);
});

test('folders do not import from the folders that are forbidden for them', () => {
  expect(arrows.filter(({ from, to }) => FORBIDDEN[partOf(from)]?.includes(partOf(to)))).toEqual([]);
});

describe('imports have no cycle', () => {
  test('between files', () => {
    expect(findCycle(arrows)).toBeUndefined();
  });

  test('between folders', () => {
    const between = arrows.map(({ from, to }) => ({ from: folderOf(from), to: folderOf(to) }));
    expect(findCycle(between.filter(({ from, to }) => from !== to))).toBeUndefined();
  });
});

/** A way from a place back to itself, by depth-first search. */
function findCycle(ways: readonly { from: string; to: string }[]): string[] | undefined {
  const targets = groupBy(ways, ({ from }) => from);
  const done = new Set<string>();
  const visit = (place: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(place)) return [...way.slice(way.indexOf(place)), place];
    if (done.has(place)) return undefined;
    for (const { to } of targets.get(place) ?? []) {
      const cycle = visit(to, [...way, place]);
      if (cycle) return cycle;
    }
    done.add(place);
    return undefined;
  };
  for (const place of targets.keys()) {
    const cycle = visit(place, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('sizes', () => {
  const MOST_LINES = 200;
  test.each(['src', 'test', 'bench', 'scripts', 'web'])(`no file of %s has more than ${MOST_LINES} lines`, (folder) => {
    const long = codeBelow(folder).filter((file) => textOf(folder, file).split('\n').length - 1 > MOST_LINES);
    expect(long).toEqual([]);
  });

  test('no folder of src has too many files', () => {
    const folders = groupBy(sources, ({ file }) => folderOf(file));
    const most = (folder: string) => (folder.startsWith('resources') ? 30 : 18);
    expect([...folders].filter(([folder, files]) => files.length > most(folder)).map(([folder]) => folder)).toEqual([]);
  });
});

test('the folders of test/ mirror src/', () => {
  /** The harness, whole lives of clients and machines, recorded answers, documents, examples, deploy/, web/. */
  const own = ['support', 'journeys', 'docs', 'examples', 'deploy', 'regression', 'userland', 'loop', 'web'];
  const folders = new Set(codeBelow('test').map(folderOf));
  const known = new Set(sources.map(({ file }) => folderOf(file)));
  const strange = [...folders].filter((folder) => !known.has(folder) && !own.includes(partOf(folder)));
  expect(strange).toEqual([]);
});

test('each operation of a resource has its test at the same path', () => {
  const tests = new Set(codeBelow('test'));
  const operations = sources.filter(
    ({ file }) => partOf(file) === 'resources' && /\boperation\(\{/.test(textOf('src', file)),
  );
  expect(operations.length).toBeGreaterThan(100);
  expect(operations.map(({ file }) => file).filter((file) => !tests.has(file.replace(/\.ts$/, '.test.ts')))).toEqual(
    [],
  );
});
