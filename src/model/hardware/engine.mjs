// libxml2, set up for text that nobody vouches for. Imported by threads only (thread.mjs): whatever goes wrong in it
// costs a thread, not the process.
const { grow } = WebAssembly.Memory.prototype;
let held = 0;

/** libxml2's memory lies outside of the heap that a thread may be limited to: it is limited here. */
const LIMIT = 384 * 1_048_576;
const PAGE = 65_536;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * PAGE > LIMIT) throw new RangeError('libxml2 may have no more memory.');
  const before = grow.call(this, pages);
  held = this.buffer.byteLength;
  return before;
};

// It writes every error there, and throws it as well.
console.error = () => {};
const { ParseOption, XmlDocument, XmlElement, XmlError, XmlXPath } = await import('libxml2-wasm');

export { XmlElement, XmlError, XmlXPath };

/** Memory that has once been taken is never given back: with so much a thread should make way for another. */
const MANY = 96 * 1_048_576;
export const isBloated = () => held > MANY;

const OPTIONS = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_COMPACT;
/** What may stand in front of the root element, but for a document type. */
const PROLOG = /(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*/y;

/** Where the root element begins. @throws XmlError when there is a document type */
export function startOfRoot(text) {
  PROLOG.lastIndex = 0;
  PROLOG.test(text);
  if (text.startsWith('<!DOCTYPE', PROLOG.lastIndex)) throw new XmlError('A document type is not allowed.');
  return PROLOG.lastIndex;
}

/**
 * Parses what a node sent; white space around it is allowed, a document type is not. Dispose of what it gives.
 * @throws XmlError when it is no well-formed XML
 */
export function parseBytes(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  startOfRoot(buffer.toString('latin1'));
  let start = 0;
  while (start < buffer.length && ' \t\r\n'.includes(String.fromCharCode(buffer[start]))) start += 1;
  if (start === buffer.length) throw new XmlError('It is empty.');
  return checked(XmlDocument.fromBuffer(buffer.subarray(start), { option: OPTIONS }));
}

/** As parseBytes, for text. */
export const parseText = (text) => checked(XmlDocument.fromString(text, { option: OPTIONS }));

/** In UTF-16 a document type is seen only now; entities that it declares are not expanded in the tree. */
function checked(document) {
  if (document.dtd === null) return document;
  document.dispose();
  throw new XmlError('A document type is not allowed.');
}
