import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { BadRequest } from '../../errors.js';
import { hashSlowly } from '../../model/accounts/passwords.js';
import type { Input } from '../../params/input.js';
import type { Caller } from '../operation/caller.js';
import type { Operation, Resource } from '../operation/operation.js';
import { parseIdempotencyKey } from './header.js';

/** A request whose effect happens once, also when it is sent again. */
export interface IdempotentRequest {
  readonly tokenId: number;
  /** Chosen by the client. */
  readonly key: string;
  /** A hash of method, path, op and parameters. With a password among these, it is slow and salted. */
  readonly fingerprint: Buffer;
}

const METHODS = ['POST', 'PUT'];
/** The most bytes of files in an idempotent request, which runs in one transaction. */
const MAX_FILES = 2 ** 20;

/**
 * Reads the header Idempotency-Key of a signed POST or PUT.
 * @returns undefined for other requests, and without the header
 * @throws BadRequest for an invalid header, and where the answer cannot be kept
 */
export async function findIdempotentRequest(
  { method, headers }: FastifyRequest,
  resource: Resource,
  args: ReadonlyMap<string, string>,
  operation: Operation,
  { token }: Caller,
  input: Input,
): Promise<IdempotentRequest | undefined> {
  const header = headers['idempotency-key'];
  if (header === undefined || !token || !METHODS.includes(method)) return undefined;
  const key = parseIdempotencyKey(String(header));
  if (operation.unkept !== undefined) {
    throw new BadRequest(`The header Idempotency-Key is not possible here: the answer ${operation.unkept}.`);
  }
  const size = input.files.reduce((sum, file) => sum + file.size, 0);
  if (size > MAX_FILES) throw new BadRequest('The header Idempotency-Key is not possible with files above 1 MiB.');
  const request = [method, resource.path, [...args], operation.op ?? '', parametersOf(input), await hashFiles(input)];
  const digest = sha256(request);
  const isGuessable = operation.secrets.some((name) => input.has(name));
  const fingerprint = isGuessable ? await hashSlowly(digest, sha256([token.id, key])) : digest;
  return { tokenId: token.id, key, fingerprint };
}

function sha256(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest();
}

/** The parameters by name. The order of different names has no meaning; credentials differ in each request. */
function parametersOf(input: Input): [string, readonly string[]][] {
  const names = input.names().filter((name) => name !== 'op' && !name.startsWith('oauth_'));
  return names.sort().map((name) => [name, input.all(name)]);
}

async function hashFiles({ files }: Input): Promise<string[][]> {
  const described: string[][] = [];
  for (const file of files) {
    const digest = createHash('sha256')
      .update(await file.bytes())
      .digest('base64');
    described.push([file.field, file.filename ?? '', digest]);
  }
  return described;
}
