import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** From the top of the house to its ground: a file may import what stands in its own row or below. */
const LAYERS = [
  ['cli'],
  ['app', 'tasks'],
  ['api', 'resources', 'metadata', 'operations'],
  ['model'],
  ['power', 'images', 'jobs', 'events'],
  ['db'],
  ['errors', 'config', 'text', 'turns'],
];
/** The mechanism of the API knows no resource and no metadata; those two do not know each other. */
const FORBIDDEN = ['api → resources', 'api → metadata', 'resources → metadata', 'metadata → resources'];
const MAX_LINES = 300;
const SOURCE = path.resolve(import.meta.dirname, '../src');
const GENERATED = 'db/generated/';

interface Source {
  /** Below src, with slashes */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith(GENERATED))
  .map((file): Source => {
    const text = readFileSync(path.join(SOURCE, file), 'utf8');
    return { file, text, imports: importsOf(file, text) };
  });

/** The files of src that a file imports or exports from; types count too. */
function importsOf(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  );
  return specifiers
    .map((specifier) => path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts'))
    .filter((target) => !target.startsWith(GENERATED));
}

/** The room of the house that a file is in: its folder right under src, or itself. */
function roomOf(file: string): string {
  return file.split('/', 1)[0]?.replace(/\.ts$/, '') ?? file;
}

function floorOf(file: string): number {
  return LAYERS.findIndex((rooms) => rooms.includes(roomOf(file)));
}

function arrows(): { from: string; to: string }[] {
  return sources.flatMap(({ file, imports }) => imports.map((target) => ({ from: file, to: target })));
}

test('every source file is in a room of the house', () => {
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.map(({ file }) => file).filter((file) => floorOf(file) < 0)).toEqual([]);
});

test('imports name files that exist', () => {
  const files = new Set(sources.map(({ file }) => file));
  expect(arrows().filter(({ to }) => !files.has(to))).toEqual([]);
});

test('arrows between the rooms go down', () => {
  const upward = arrows().filter(({ from, to }) => floorOf(to) < floorOf(from));
  const forbidden = arrows().filter(({ from, to }) => FORBIDDEN.includes(`${roomOf(from)} → ${roomOf(to)}`));
  expect([...upward, ...forbidden]).toEqual([]);
});

test('no file imports itself by way of others', () => {
  expect(findCycle()).toBeUndefined();
});

/** A way from a file back to itself along its imports, by depth-first search. */
function findCycle(): string[] | undefined {
  const imports = new Map(sources.map((source) => [source.file, source.imports]));
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const cycle = visit(next, [...way, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const { file } of sources) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

test(`no file has more than ${MAX_LINES} lines`, () => {
  const long = sources.filter(({ text }) => text.split('\n').length - 1 > MAX_LINES);
  expect(long.map(({ file }) => file)).toEqual([]);
});
