import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { resources } from '../../../src/resources/index.js';
import { useRegion } from '../../support/region.js';

const Parameter = z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() });
const PathOperation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(Parameter).default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.object({ properties: z.looseObject({}) }) })) })
    .optional(),
  responses: z.record(z.string(), z.unknown()),
  security: z.array(z.record(z.string(), z.unknown())),
});
const Document = z.looseObject({
  openapi: z.literal('3.1.0'),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

const region = useRegion();

async function readDocument(path = '/MAAS/openapi.json') {
  const reply = (await region.get(null, path)).ok();
  return { reply, document: Document.parse(reply.json) };
}

test('openapi.json is valid OpenAPI 3.1', async () => {
  const { document } = await readDocument();
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document));
  expect(result).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('openapi.json is application/json and names the host and prefix of the request as its server', async () => {
  const { reply, document } = await readDocument();
  expect(reply.type).toBe('application/json');
  expect(document.servers).toEqual([{ url: `${region.api.origin}/MAAS` }]);
  const { document: atRoot } = await readDocument('/openapi.json');
  expect(atRoot).toEqual({ ...document, servers: [{ url: region.api.origin }] });
});

/** The described operations, each with its method, path, and `op` where that is in the query. */
async function readOperations() {
  const { document } = await readDocument();
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, ...PathOperation.parse(operation) })),
  );
}

test('openapi.json has every operation of the table at a path and method of its own, with all of its parameters', async () => {
  const described = (await readOperations()).map(({ method, path, parameters, requestBody }) => ({
    signature: `${method} ${path}`,
    parameters: [
      ...parameters.flatMap(({ name }) => (name === 'op' ? [] : [name])),
      ...Object.keys(Object.values(requestBody?.content ?? {})[0]?.schema.properties ?? {}),
    ].sort(),
  }));
  const table = resources.flatMap(({ path, operations }) =>
    operations.map(({ on, op, params }) => ({
      signature: `${on} /api/1.0/${path.replace('...}', '}').replace('{interface}', '{interface_name}')}${op && !path.endsWith('...}/') ? `;op=${op}` : ''}`,
      parameters: Object.entries(params)
        .flatMap(([name, { kind }]) => (kind === 'prefixed' ? [] : [name]))
        .sort(),
    })),
  );
  const bySignature = (a: { signature: string }, b: { signature: string }) => a.signature.localeCompare(b.signature);
  expect(described.sort(bySignature)).toEqual(table.sort(bySignature));
});

test('each operation of openapi.json has an operationId of its own', async () => {
  const ids = (await readOperations()).map(({ operationId }) => operationId);
  expect(ids).toHaveLength(resources.flatMap(({ operations }) => operations).length);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the op of a file is a required parameter of the query, as a file name may end like an op', async () => {
  const { document } = await readDocument();
  const { parameters } = PathOperation.parse(document.paths['/api/1.0/files/{filename}/']?.post);
  expect(parameters).toMatchObject([{ name: 'op', in: 'query', required: true, schema: { enum: ['delete'] } }]);
});

test('an operation has the credentials, the required parameters and the status that are its own', async () => {
  const { document } = await readDocument();
  const operation = (path: string, method: string) => PathOperation.parse(document.paths[`/api/1.0/${path}`]?.[method]);
  expect(operation('nodes/;op=new', 'post').security).toEqual([{ oauth: [] }, {}]);
  expect(operation('nodes/;op=acquire', 'post').security).toEqual([{ oauth: [] }]);
  expect(operation('nodes/;op=is_registered', 'get').parameters).toMatchObject([
    { name: 'mac_address', required: true },
  ]);
  expect(operation('users/{username}/', 'delete')).toMatchObject({
    parameters: [{ name: 'transfer_resources_to', in: 'query', required: false }],
  });
  expect(operation('nodes/;op=list', 'get').responses).toHaveProperty('200');
  expect(operation('account/prefs/sshkeys/;op=new', 'post').responses).toHaveProperty('201');
});
