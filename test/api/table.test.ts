import { expect, test } from 'vitest';
import type { Operation } from '../../src/api/operation/operation.js';
import { documentedPath } from '../../src/api/operation/routes.js';
import { resources } from '../../src/resources/index.js';
import { DOCUMENT, type DocumentedOperation, UNDOCUMENTED } from './document-operations.js';

interface Entry extends Pick<Operation, 'params'> {
  readonly signature: string;
}

const table: readonly Entry[] = resources.flatMap(({ path, operations }) =>
  operations.map(({ on, op = null, params }) => ({
    signature: signatureOf({ method: on, path: documentedPath(path), op }),
    params,
  })),
);

function signatureOf({ method, path, op }: Pick<DocumentedOperation, 'method' | 'path' | 'op'>): string {
  return `${method} ${path} ${op}`;
}

const signatures = table.map(({ signature }) => signature);

test('every operation of the document is in the table', () => {
  expect(DOCUMENT.map(signatureOf).filter((signature) => !signatures.includes(signature))).toEqual([]);
});

test('every operation of the table is in the document or in the list of others', () => {
  const known = [...DOCUMENT, ...UNDOCUMENTED].map(signatureOf);
  expect(signatures.filter((signature) => !known.includes(signature))).toEqual([]);
  expect(UNDOCUMENTED.map(signatureOf).filter((signature) => !signatures.includes(signature))).toEqual([]);
});

test('no operation is in the table twice', () => {
  expect(signatures.filter((signature, index) => signatures.indexOf(signature) !== index)).toEqual([]);
});

test('operations have the parameters of the document', () => {
  const missing = DOCUMENT.flatMap((documented) => {
    const names = Object.keys(table.find(({ signature }) => signature === signatureOf(documented))?.params ?? {});
    return documented.params
      .filter((name) => !names.includes(name))
      .map((name) => `${signatureOf(documented)}: ${name}`);
  });
  expect(missing).toEqual([]);
});

test('resources, operations and parameters have documentation', () => {
  const silent = resources.flatMap(({ name, doc, operations }) => [
    ...(doc.trim() === '' ? [name] : []),
    ...operations.flatMap(({ on, op, doc: about, params }) => [
      ...(about.trim() === '' ? [`${name} ${on} ${op}`] : []),
      ...Object.entries(params).flatMap(([param, { doc: text }]) => (text.trim() === '' ? [`${name} ${param}`] : [])),
    ]),
  ]);
  expect(silent).toEqual([]);
});

test('names of resources are unique and have the form that the maas command parses', () => {
  const names = resources.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^([A-Z]+[a-z]*)+Handler$/.test(name))).toEqual([]);
});

test('paths end in a slash, except for commissioning-scripts/{name}', () => {
  const open = resources.map(({ path }) => path).filter((path) => !path.endsWith('/'));
  expect(open.filter((path) => path !== 'commissioning-scripts/{name}')).toEqual([]);
});
