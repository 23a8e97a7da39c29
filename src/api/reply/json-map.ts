import { Readable } from 'node:stream';
import { indentedJson } from './json-layout.js';
import { JSON_TYPE, Reply } from './reply.js';

type Entries = readonly (readonly [key: string, value: unknown])[];
type Pages = AsyncGenerator<Entries, void, undefined>;

/**
 * Answers with a JSON object made from pages of its members. The first page is fetched before the answer begins, so that a
 * failure has a status. Each other page is fetched when the client has received the one before.
 */
export async function jsonMap(pages: Pages): Promise<Reply> {
  const first = await pages.next();
  return Reply.stream(JSON_TYPE, Readable.from(chunks(first.done ? [] : first.value, pages)));
}

async function* chunks(first: Entries, rest: Pages): AsyncGenerator<Buffer> {
  let separator = '{';
  for await (const page of joined(first, rest)) {
    if (page.length === 0) continue;
    // The lines between both braces.
    yield Buffer.from(separator + indentedJson(Object.fromEntries(page)).slice(1, -2));
    separator = ', ';
  }
  yield Buffer.from(separator === '{' ? '{}' : '\n}');
}

async function* joined(first: Entries, rest: Pages): Pages {
  yield first;
  yield* rest;
}
