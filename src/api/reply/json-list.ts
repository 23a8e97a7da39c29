import { Readable } from 'node:stream';
import { encodeMembers } from './json-layout.js';
import { JSON_TYPE, Reply } from './reply.js';

/**
 * A JSON list made from pages of members. When the first page is the last one the answer is sent whole; otherwise it is
 * streamed, and a page is fetched when the client has taken the one before.
 */
export async function jsonList(pages: AsyncGenerator<readonly unknown[], void, undefined>): Promise<Reply> {
  const first = await pages.next();
  if (first.done || first.value.length === 0) return Reply.json([]);
  const second = await pages.next();
  const begin = [Buffer.from('['), encodeMembers(first.value, true)];
  if (second.done) return Reply.bytes(JSON_TYPE, Buffer.concat([...begin, END]));
  return Reply.stream(JSON_TYPE, Readable.from(chunks([...begin, encodeMembers(second.value, false)], pages)));
}

const END = Buffer.from('\n]');

async function* chunks(
  fetched: readonly Buffer[],
  rest: AsyncGenerator<readonly unknown[], void, undefined>,
): AsyncGenerator<Buffer> {
  yield* fetched;
  for await (const page of rest) yield encodeMembers(page, false);
  yield END;
}
