import { expect, test } from 'vitest';
import { readOffer, writeDiscover } from '../../../src/cluster/probe/packet.js';

/** An answer of a server with these options. */
function answer(transaction: number, ...options: number[]): Buffer {
  const packet = writeDiscover('52:54:00:00:00:01', transaction);
  packet[0] = 2;
  packet.set(options, 240);
  return packet;
}

test('writeDiscover writes the MAC address and asks for a broadcast', () => {
  const packet = writeDiscover('52:54:00:00:00:01', 0x01020304);
  expect(packet.subarray(28, 34).toString('hex')).toBe('525400000001');
  expect(packet.subarray(4, 8).toString('hex')).toBe('01020304');
  expect(packet.readUInt16BE(10)).toBe(0x8000);
  expect(readOffer(packet, 0x01020304)).toBeUndefined();
});

test('readOffer reads the server of an offer, after padding', () => {
  expect(readOffer(answer(7, 0, 0, 53, 1, 2, 54, 4, 10, 20, 0, 2, 255), 7)).toBe('10.20.0.2');
});

test.each([
  ['another transaction', answer(8, 53, 1, 2, 54, 4, 10, 20, 0, 2, 255)],
  ['another type', answer(7, 53, 1, 5, 54, 4, 10, 20, 0, 2, 255)],
  ['no server', answer(7, 53, 1, 2, 255)],
  ['a short address', answer(7, 53, 1, 2, 54, 2, 10, 20, 255)],
  ['an option beyond the end', answer(7, 53, 1, 2, 12, 255)],
  ['nothing', Buffer.alloc(0)],
  ['a cut header', Buffer.alloc(239)],
])('readOffer of a packet with %s is undefined', (_, packet) => {
  expect(readOffer(packet, 7)).toBeUndefined();
});
