import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { resources } from '../../../src/resources/index.js';
import { useRegion } from '../../support/region.js';

const Parameter = z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() });
const PathOperation = z.looseObject({
  parameters: z.array(Parameter).default([]),
  security: z.array(z.record(z.string(), z.unknown())),
  'x-operations': z.array(z.looseObject({ op: z.string().nullable(), parameters: z.array(z.string()) })),
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

test('openapi.json has every operation of the table once, with all of its parameters', async () => {
  const { document } = await readDocument();
  const described = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .flatMap(([method, operation]) =>
        PathOperation.parse(operation)['x-operations'].map(({ op, parameters }) => ({
          signature: `${method.toUpperCase()} ${path} ${op}`,
          parameters,
        })),
      ),
  );
  const table = resources.flatMap(({ path, operations }) =>
    operations.map(({ on, op = null, params }) => ({
      signature: `${on} /api/1.0/${path.replace('...}', '}')} ${op}`,
      parameters: Object.keys(params),
    })),
  );
  const bySignature = (a: { signature: string }, b: { signature: string }) => a.signature.localeCompare(b.signature);
  expect(described.sort(bySignature)).toEqual(table.sort(bySignature));
});

describe('operations that share a path and a method', () => {
  test('are listed in the enum of op, which is required when each of them has an op', async () => {
    const { document } = await readDocument();
    const list = PathOperation.parse(document.paths['/api/1.0/nodes/']?.get);
    expect(list.parameters.find(({ name }) => name === 'op')).toMatchObject({
      in: 'query',
      required: true,
      schema: { enum: ['list', 'list_allocated', 'is_registered'] },
    });
    const node = PathOperation.parse(document.paths['/api/1.0/nodes/{system_id}/']?.get);
    expect(node.parameters.find(({ name }) => name === 'op')).toMatchObject({ required: false });
  });

  test('have a required parameter only when all of them require that parameter', async () => {
    const { document } = await readDocument();
    const list = PathOperation.parse(document.paths['/api/1.0/nodes/']?.get);
    expect(list.parameters.find(({ name }) => name === 'mac_address')).toMatchObject({ required: false });
    const config = PathOperation.parse(document.paths['/api/1.0/maas/']?.get);
    expect(config.parameters.find(({ name }) => name === 'name')).toMatchObject({ required: true });
  });

  test('have optional credentials when one of them is anonymous', async () => {
    const { document } = await readDocument();
    expect(PathOperation.parse(document.paths['/api/1.0/nodes/']?.post).security).toEqual([{ oauth: [] }, {}]);
    expect(PathOperation.parse(document.paths['/api/1.0/zones/']?.post).security).toEqual([{ oauth: [] }]);
    expect(PathOperation.parse(document.paths['/api/1.0/version/']?.get).security).toContainEqual({});
  });
});
