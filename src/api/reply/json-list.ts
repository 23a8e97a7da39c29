import { encodeMembers } from './json-layout.js';
import { JSON_TYPE, Reply } from './reply.js';

/**
 * Answers with a JSON list made from pages of members. A list of one page is sent whole. A longer list is streamed: a
 * page is fetched when the client has received the page before.
 */
export async function jsonList(pages: AsyncGenerator<readonly unknown[], void, undefined>): Promise<Reply> {
  const first = await pages.next();
  if (first.done || first.value.length === 0) return Reply.json([]);
  const second = await pages.next();
  const begin = [Buffer.from('['), encodeMembers(first.value, true)];
  if (second.done) return Reply.bytes(JSON_TYPE, Buffer.concat([...begin, END]));
  return Reply.stream(JSON_TYPE, chunks([...begin, encodeMembers(second.value, false)], pages));
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
