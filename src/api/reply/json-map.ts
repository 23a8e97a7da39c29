import { Readable } from 'node:stream';
import { indentedJson } from './json-layout.js';
import { JSON_TYPE, Reply } from './reply.js';

type Entries = readonly (readonly [key: string, value: unknown])[];

/** Answers with a JSON object made from pages of its members. A page is fetched when the client has received the one before. */
export function jsonMap(pages: AsyncIterable<Entries>): Reply {
  return Reply.stream(JSON_TYPE, Readable.from(chunks(pages)));
}

async function* chunks(pages: AsyncIterable<Entries>): AsyncGenerator<Buffer> {
  let separator = '{';
  for await (const page of pages) {
    if (page.length === 0) continue;
    // The lines between both braces.
    yield Buffer.from(separator + indentedJson(Object.fromEntries(page)).slice(1, -2));
    separator = ', ';
  }
  yield Buffer.from(separator === '{' ? '{}' : '\n}');
}
