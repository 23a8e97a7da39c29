import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { makeNode } from '../support/factories/nodes.js';
import { useFolder } from '../support/folder.js';
import { useRegion } from '../support/region.js';

const run = promisify(execFile);
const PathItem = z.record(z.string(), z.unknown());
const Described = z.object({ paths: z.record(z.string(), PathItem) });
const GeneratedFunction = z.custom<(...args: string[]) => Promise<unknown>>((value) => typeof value === 'function');
const Generated = z.object({
  Api: z.custom<new (options: { baseUrl: string; customFetch: typeof fetch }) => { api: object }>(
    (value) => typeof value === 'function',
  ),
});

const region = useRegion();
const folder = useFolder();
let operations: { signature: string; operationId: string }[] = [];

/** Generates and compiles both clients of examples/openapi-client, with TypeScript 5. */
beforeAll(async () => {
  await cp('examples/openapi-client', folder.path, { recursive: true });
  const document = (await region.get(null, '/MAAS/openapi.json')).ok();
  await writeFile(folder.at('openapi.json'), document.text);
  operations = Object.entries(Described.parse(document.json).paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => ({
        signature: `${method.toUpperCase()} ${path}`,
        operationId: z.object({ operationId: z.string() }).parse(operation).operationId,
      })),
  );
  const options = { cwd: folder.path };
  await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], options);
  await run('npm', ['run', 'generate'], options);
  await run('npm', ['run', 'build'], options);
}, 300_000);

test('openapi-typescript generates a type for each operation, at a path and method of its own', async () => {
  const schema = await readFile(folder.at('src/schema.d.ts'), 'utf8');
  const generated = [...schema.matchAll(/: operations\["(\w+)"\]/g)].map(([, id]) => id);
  expect(generated.sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
});

test('the types of the web pages are those of the document', async () => {
  // To write them again: npx vitest run test/journeys/openapi-clients.test.ts --update
  const schema = await readFile(folder.at('src/schema.d.ts'), 'utf8');
  await expect(schema).toMatchFileSnapshot('../../web/src/api/schema.d.ts');
});

test('swagger-typescript-api generates a function for each operation, which calls its method and path', async () => {
  const { Api } = Generated.parse(await import(pathToFileURL(folder.at('dist/generated.js')).href));
  const called: string[] = [];
  const { api } = new Api({
    baseUrl: '',
    customFetch: async (url, init) => {
      called.push(`${init?.method} ${String(url).split('?', 1)[0]}`);
      return Response.json({});
    },
  });
  for (const call of Object.values(api)) await GeneratedFunction.parse(call)('x', 'x', 'x');
  expect(called.sort()).toEqual(operations.map(({ signature }) => signature.replace(/\{\w+\}/g, 'x')).sort());
});

test.each(['openapi-fetch', 'swagger-typescript-api'])('a program with %s can use a region', async (client) => {
  const { system_id, hostname } = await makeNode(region, 'ready', { memory: 2_048 });
  const url = `${region.api.origin}/MAAS`;
  const key = region.keyOf('admin') ?? '';
  const { stdout } = await run(process.execPath, [folder.at(`dist/with-${client}.js`), url, key, hostname]);
  expect(JSON.parse(stdout)).toEqual({
    statuses: {
      listed: 200,
      acquired: 200,
      details: 200,
      released: 200,
      zone: 200,
      moved: 200,
      removed: 204,
      uploaded: 201,
      read: 200,
      deleted: 204,
    },
    listed: [hostname],
    acquired: system_id,
    content: 'content',
  });
});
