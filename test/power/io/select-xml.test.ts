import { expect, test } from 'vitest';
import { PowerActionError } from '../../../src/power/driver/errors.js';
import { parseXml } from '../../../src/power/io/parse-xml.js';
import { getAttribute, selectElements } from '../../../src/power/io/select-xml.js';

const select = (text: string, path: string) =>
  selectElements(parseXml(text), path).map((one) => getAttribute(one, 'n'));

test.each([
  ['b', ['1', '3']],
  ['*', ['1', '2', '3']],
  ['b/d', ['4', '5', '6']],
  ['*[@x]', ['2']],
  ['none', []],
])('selectElements with %s returns the elements in the order of the document', (path, numbers) => {
  const text = '<a>t<b n="1"><d n="4"/><d n="5"/></b><c n="2" x=""/><!-- --><b n="3"><d n="6"/></b></a>';
  expect(select(text, path)).toEqual(numbers);
});

test('selectElements in a default namespace selects by the names without prefix', () => {
  const text = '<domain xmlns="urn:v" xmlns:q="urn:q"><q:b n="0"/><b n="1"/></domain>';
  expect(select(text, 'b')).toEqual(['1']);
});

test('selectElements of as many elements as are allowed returns all in good time', () => {
  const root = parseXml(`<a>${'<b/>'.repeat(19_999)}</a>`);
  const started = performance.now();
  expect(selectElements(root, 'b')).toHaveLength(19_999);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('getAttribute of a missing attribute returns an empty text', () => {
  expect(getAttribute(parseXml('<a/>'), 'b')).toBe('');
});

test('getAttribute refuses a reference to a character that XML does not allow', () => {
  expect(() => getAttribute(parseXml('<a b="&#x1;"/>'), 'b')).toThrow(PowerActionError);
});
