import { expect, test } from 'vitest';
import { type KeptMember, KeptPieces } from '../../../src/api/reply/kept-pieces.js';

const member = (id: number, version: number): KeptMember => ({ id, version, text: Buffer.from(`${id}.${version} `) });

/** Pieces that are their text, and the texts of which one was made. */
function pieces(most = 1_000) {
  const made: string[] = [];
  const kept = new KeptPieces(
    (text) => {
      made.push(text.toString());
      return text;
    },
    ({ length }) => length,
    most,
  );
  return { made, listed: (...members: KeptMember[]) => Buffer.concat([...kept.of(members, 0)]).toString() };
}

test('of members with the versions before makes nothing, and needs none of the objects before', () => {
  const { made, listed } = pieces();
  for (const _ of ['once', 'twice']) expect(listed(member(1, 7), member(2, 8))).toBe('1.7 2.8 ');
  expect(made).toEqual(['1.7 2.8 ']);
});

test('of members of which one has another version makes its piece again', () => {
  const { made, listed } = pieces();
  listed(member(1, 7), member(2, 8), member(40, 9));
  expect(listed(member(1, 7), member(2, 10), member(40, 9))).toBe('1.7 2.10 40.9 ');
  expect(made).toEqual(['1.7 2.8 ', '40.9 ', '1.7 2.10 ']);
});

test('of more members than may be kept makes the oldest piece again', () => {
  const { made, listed } = pieces(2 * ('10.1 '.length + 8));
  listed(member(10, 1), member(20, 2), member(40, 3));
  listed(member(10, 1));
  expect(made).toEqual(['10.1 ', '20.2 ', '40.3 ', '10.1 ']);
});
