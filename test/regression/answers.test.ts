/**
 * Sends generated requests to the six operations with the most parameters. Compares status, headers and body of the
 * answers, with the order of keys, with recorded ones. A request depends on those before it: run the whole file.
 *
 * The recorded answers are in __snapshots__/. When answers change on purpose (a node has one more key), record them
 * again with `npx vitest run test/regression --update`, and read the difference before you commit it.
 */
import { beforeAll, expect, test } from 'vitest';
import type { CallOptions, Reply } from '../support/client.js';
import { useRegion } from '../support/region.js';
import type { GeneratedRequest } from './generator/operation.js';
import { generateRequests } from './generator/requests.js';
import { Labels } from './labels.js';
import { acquire } from './operations/acquire.js';
import { interfacePut, interfacesNew } from './operations/interfaces.js';
import { nodePut } from './operations/node-put.js';
import { nodesNew } from './operations/nodes-new.js';
import { register } from './operations/register.js';
import { makeSurroundings } from './surroundings.js';

const OPERATIONS = [acquire, nodePut, nodesNew, interfacesNew, interfacePut, register];
const HEADERS = ['content-type', 'allow', 'www-authenticate', 'location', 'retry-after', 'vary'];

const region = useRegion();
let labels: Labels;
beforeAll(async () => {
  labels = new Labels(await makeSurroundings(region));
});

test.each(generateRequests(OPERATIONS))(
  '%s with generated parameters answers as recorded',
  async (_, spec, requests) => {
    for (const [index, request] of requests.entries()) {
      const reply = await send(request);
      const effect = reply.status < 300 ? spec.effect?.(request, reply) : undefined;
      const record = {
        request: shown(request),
        answer: answerOf(reply),
        ...(effect && { effect: answerOf(await region.get('admin', effect)) }),
      };
      expect.soft(JSON.stringify(record, null, 1)).toMatchSnapshot(`request ${index}`);
    }
  },
);

function send(request: GeneratedRequest): Promise<Reply> {
  return region.call(request.as, request.method, labels.reveal(request.path), optionsOf(request));
}

/** The operation is named in a multipart body, as the `maas` command does, and otherwise in the query. */
function optionsOf({ op, encoding, params, raw }: GeneratedRequest): CallOptions {
  const query = { ...(op !== undefined && { op }) };
  if (raw) return { query, raw: raw.body, headers: { 'content-type': raw.type } };
  const fields = Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  switch (encoding) {
    case 'form':
      return { form: { ...query, ...fields } };
    case 'urlencoded':
      return { query, urlencoded: fields };
    case 'json':
      return { query, json: fields };
  }
}

function shown({ raw, encoding, ...request }: GeneratedRequest): object {
  return raw ? { ...request, raw: { ...raw, body: String(raw.body) } } : { ...request, encoding };
}

/** What of an answer must stay the same; layout and random values do not count. */
function answerOf({ status, headers, type, text }: Reply): object {
  const kept = Object.fromEntries(HEADERS.map((name) => [name, headers.get(name) ?? undefined]));
  const body = labels.hide(text);
  return { status, headers: kept, body: type.startsWith('application/json') ? JSON.parse(body) : body };
}
