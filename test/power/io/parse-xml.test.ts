import type { Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PowerActionError } from '../../../src/power/driver/errors.js';
import { parseXml } from '../../../src/power/io/parse-xml.js';
import { getAttribute, selectElements } from '../../../src/power/io/select-xml.js';
import { createElement, writeXml, type XmlElement } from '../../../src/power/io/xml.js';

const name = fc.constantFrom('a', 'b', 'computeItem', 'x-y', 'é');
const value = fc
  .string({ unit: 'binary' })
  .map((text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc.record({
    name,
    attributes: fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }),
    children: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('element'), { maxLength: 3 })),
  }),
}));

/** What the region reads of a document. */
function read(found: Element): XmlElement {
  const attributes = [...found.attributes].map(({ name }) => [name, getAttribute(found, name)]);
  return createElement(found.tagName, Object.fromEntries(attributes), ...selectElements(found, '*').map(read));
}

test('parse of what writeXml wrote returns the same elements', () => {
  fc.assert(
    fc.property(element, (written) => {
      expect(read(parseXml(writeXml(written)))).toEqual(written);
    }),
  );
});

test('parse of line breaks that writeXml wrote returns the same attribute', () => {
  const written = createElement('a', { a: '\t\n\r\u0085\u2028\u2029' });
  expect(read(parseXml(writeXml(written)))).toEqual(written);
});

test.each([
  ['a declaration of another encoding', `<?xml version='1.0' encoding='ISO-8859-1'?>\n<a b="é"/>`, { b: 'é' }],
  ['a byte order mark', '\ufeff<?xml version="1.0"?><a b="1"/>', { b: '1' }],
  ['a character that replaces broken bytes', '<a b="\ufffd"/>', { b: '\ufffd' }],
  ['comments, also around the root', '<!-- <x> --><a b="1"><!--y--></a><!-- z -->', { b: '1' }],
  ['text and CDATA', '<a b="1">text<![CDATA[<c>]]>&lt;</a>', { b: '1' }],
  ['references', '<a b="&lt;&amp;&#233;&#x1f512;"/>', { b: '<&é\u{1f512}' }],
  ['tags in attributes', `<a b='>/&lt;c>'/>`, { b: '>/<c>' }],
])('parse of a document with %s returns its attributes', (_, text, attributes) => {
  expect(read(parseXml(text))).toEqual(createElement('a', attributes));
});

describe('parse refuses', () => {
  test.each([
    ['no text', ''],
    ['no element', 'hello'],
    ['half a tag', '<a b="1"'],
    ['half a document', '<a><b/>'],
    ['half a comment', '<a/><!-- b'],
    ['half a CDATA section', '<a><![CDATA[b</a>'],
    ['two roots', '<a/><b/>'],
    ['tags that do not match', '<a></b>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['an attribute without value', '<a b/>'],
    ['an attribute twice', '<a b="" b=""/>'],
    ['an undeclared namespace', '<b:a/>'],
    ['an unknown entity', '<a b="&c;"/>'],
    ['a null character', '<a b="\u0000"/>'],
    ['a reference to a null character', '<a b="&#0;"/>'],
    ['a declaration after the start', ' <?xml version="1.0"?><a/>'],
    ['a processing instruction', '<a><?b c?></a>'],
  ])('%s', (_, text) => {
    expect(() => read(parseXml(text))).toThrow(PowerActionError);
    expect(() => read(parseXml(text))).toThrow('The answer is not XML.');
  });

  test.each([
    ['with entities', '<!DOCTYPE a [<!ENTITY b "c">]><a d="&b;"/>'],
    ['of a file', '<!doctype a SYSTEM "file:///etc/passwd"><a/>'],
    ['after the root', '<a/><!DOCTYPE a>'],
  ])('a document type %s', (_, text) => {
    expect(() => parseXml(text)).toThrow('document type');
  });

  // Just above the limits: far above them xmldom would take minutes.
  test.each([
    ['elements nested too deep', `${'<a>'.repeat(257)}${'</a>'.repeat(257)}`],
    ['namespaces nested too deep', `${'<a xmlns:b="c">'.repeat(257)}${'</a>'.repeat(257)}`],
    ['an element with too many attributes', `<a ${Array.from({ length: 257 }, (_, n) => `a${n}=""`).join(' ')}/>`],
    ['too many comments', `${'<!---->'.repeat(1_001)}<a/>`],
    ['too many CDATA sections', `<a>${'<![CDATA[]]>'.repeat(1_001)}</a>`],
    ['too many elements', `<a>${'<a/>'.repeat(20_000)}</a>`],
    ['too many attributes in all', `<a>${'<a b="" c="" d=""/>'.repeat(25_000)}</a>`],
  ])('%s, before it is parsed', (_, text) => {
    expect(() => parseXml(text)).toThrow('unreasonable size');
  });

  test.each([
    ['open tags', '<a '],
    ['open comments', '<!--'],
    ['processing instructions', '<?a '],
    ['quotes', '<a "'],
    ['ends', '</'],
  ])('half a megabyte of %s at once', (_, text) => {
    const started = performance.now();
    expect(() => parseXml(`<a>${text.repeat(500_000 / text.length)}`)).toThrow(PowerActionError);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test('parse of elements at the limits returns all', () => {
  const deep = parseXml(`${'<a>'.repeat(256)}${'</a>'.repeat(256)}`);
  expect(deep.getElementsByTagName('a')).toHaveLength(255);
  const wide = parseXml(`<a ${Array.from({ length: 256 }, (_, n) => `a${n}=""`).join(' ')}/>`);
  expect(wide.attributes).toHaveLength(256);
});
