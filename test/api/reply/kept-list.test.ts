import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packPart } from '../../../src/api/reply/gzip-join.js';
import { encodeJson, JsonMember } from '../../../src/api/reply/json-layout.js';
import { KeptLists, keptText } from '../../../src/api/reply/kept-list.js';
import type { KeptMember } from '../../../src/api/reply/kept-pieces.js';
import { inTurns } from '../../../src/api/reply/turns.js';

const jsonOf = (id: number, word = 'word') =>
  new JsonMember(`{\n        "id": ${id}, \n        "word": "${word.repeat(600)}"\n    }`);
let versions = 0;
const memberOf = (id: number, word?: string): KeptMember => {
  versions += 1;
  return { id, version: versions, text: keptText(jsonOf(id, word)) };
};
/** Ids of whole pieces, parts of pieces, and a piece of its own. */
const IDS = [1, 2, 3, ...Array.from({ length: 100 }, (_, index) => 30 + index), 4_000];

async function bothBodies(lists: KeptLists, members: readonly KeptMember[]) {
  const { body, gzip } = lists.reply(members);
  if (Buffer.isBuffer(body) || !gzip) throw new Error('the list is sent whole');
  const packed = await buffer(inTurns(gzip(), 'ada'));
  return { plain: (await buffer(inTurns(body, 'ada'))).toString(), packed, unpacked: gunzipSync(packed).toString() };
}

test('reply with a list is the same text as encodeJson, as it is and by gzip', async () => {
  const expected = encodeJson(IDS.map((id) => jsonOf(id))).toString();
  const { plain, packed, unpacked } = await bothBodies(
    new KeptLists(),
    IDS.map((id) => memberOf(id)),
  );
  expect(plain).toBe(expected);
  expect(unpacked).toBe(expected);
  expect(packed.length).toBeLessThan(expected.length / 10);
});

test('reply after members changed, came and went holds the new members', async () => {
  const lists = new KeptLists();
  const members = new Map(IDS.map((id) => [id, memberOf(id)]));
  await bothBodies(lists, [...members.values()]);
  for (const change of [
    () => members.set(50, memberOf(50, 'other')),
    () => members.delete(1),
    () => members.delete(60),
    () => members.set(5_000, memberOf(5_000)),
    () => members.set(4_000, memberOf(4_000)),
  ]) {
    change();
    const { plain, unpacked } = await bothBodies(lists, [...members.values()]);
    expect(JSON.parse(plain).map(({ id }: { id: number }) => id)).toEqual([...members.keys()]);
    expect(unpacked).toBe(plain);
  }
});

test('reply with lists of other members of the same blocks holds the members of each', async () => {
  const lists = new KeptLists();
  const all = IDS.map((id) => memberOf(id));
  const others = all.map((member) => (member.id % 3 === 0 ? memberOf(member.id, 'else') : member));
  for (let round = 0; round < 2; round += 1) {
    for (const members of [all, all.filter(({ id }) => id % 2 === 0), others]) {
      const { plain, unpacked } = await bothBodies(lists, members);
      expect(plain).toBe(encodeJson(members.map(({ text }) => new JsonMember(text.toString().slice(7)))).toString());
      expect(unpacked).toBe(plain);
    }
  }
});

test('reply with few members is sent whole, and with none is []', () => {
  const lists = new KeptLists();
  expect(String(lists.reply([memberOf(7), memberOf(9)]).body)).toBe(encodeJson([jsonOf(7), jsonOf(9)]).toString());
  expect(String(lists.reply([]).body)).toBe('[]');
});

test.each([
  ['short', 'x'],
  ['long', 'x'.repeat(10_000)],
])('keptText of a %s member takes no more memory than its bytes', (_, word) => {
  const text = keptText(jsonOf(1, word));
  expect(text.buffer.byteLength).toBe(text.length);
});

test('packPart takes no more memory than its bytes', () => {
  const { bytes } = packPart(keptText(jsonOf(1)));
  expect(bytes.buffer.byteLength).toBe(bytes.length);
});
