import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMembers } from '../../src/params/json-text.js';

/** The object of the members, in pieces of one member each; undefined for text that is refused. */
async function parse(text: string): Promise<unknown> {
  const members = await parseMembers(text, 1);
  return members && Object.fromEntries(members);
}

/** The object that JSON.parse reads; undefined for other text. */
function expected(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

test('parseMembers of any object returns what JSON.parse returns', async () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 20 });
  await fc.assert(
    fc.asyncProperty(objects, async (object) => {
      const text = JSON.stringify(object, null, 1);
      expect(await parse(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('parseMembers of any text accepts what JSON.parse accepts as an object', async () => {
  const tokens = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b,}"', '"', '\\', '1', 'null', ' ', '"a":1');
  const texts = fc.array(tokens, { maxLength: 12 }).map((parts) => `{${parts.join('')}}`);
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      expect(await parse(text)).toEqual(expected(text));
    }),
    { numRuns: 5_000 },
  );
});

test.each(['{}', ' {\n} ', '{"a":1,}', '{,"a":1}', '{"a":1,,"b":2}', '{"a":1},{"b":2}', '{"a":1}{"b":2}', '[]', ''])(
  'parseMembers of %j returns what JSON.parse does',
  async (text) => expect(await parse(text)).toEqual(expected(text)),
);

test('parseMembers of more than 4 MiB, of many values or of deep ones is refused', async () => {
  expect(await parseMembers(`{"a":"${'x'.repeat(5_000_000)}"}`)).toBeUndefined();
  expect(await parseMembers(`{"a":[${'1,'.repeat(200_000)}1]}`)).toBeUndefined();
  expect(await parseMembers(`{"a":${'['.repeat(101)}${']'.repeat(101)}}`)).toBeUndefined();
});
