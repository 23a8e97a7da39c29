import { Readable } from 'node:stream';
import { JSON_TYPE, Reply } from './reply.js';

/**
 * A JSON array made from pages of elements. When the first page is the last one the answer is sent whole; otherwise it
 * is streamed, and a page is fetched when the client has taken the one before.
 */
export async function jsonArray(pages: AsyncGenerator<readonly unknown[], void, undefined>): Promise<Reply> {
  const first = await pages.next();
  if (first.done) return Reply.json([]);
  const second = await pages.next();
  if (second.done) return Reply.json(first.value);
  return Reply.stream(JSON_TYPE, Readable.from(chunks([first.value, second.value], pages), { objectMode: false }));
}

async function* chunks(
  fetched: readonly (readonly unknown[])[],
  rest: AsyncGenerator<readonly unknown[], void, undefined>,
): AsyncGenerator<Buffer> {
  let before = '[';
  const encode = (page: readonly unknown[]): Buffer => {
    const text = before + JSON.stringify(page).slice(1, -1);
    before = ',';
    return Buffer.from(text);
  };
  for (const page of fetched) yield encode(page);
  for await (const page of rest) yield encode(page);
  yield Buffer.from(']');
}
