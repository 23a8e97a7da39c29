// libxml2, configured for untrusted text. Only threads import this file (thread.mjs): a failure then ends a thread, not
// the process.
const { grow } = WebAssembly.Memory.prototype;
let held = 0;

/** The memory of libxml2 is outside of the limited heap of a thread, so it has its own limit here. */
const LIMIT = 384 * 1_048_576;
const PAGE = 65_536;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * PAGE > LIMIT) throw new RangeError('libxml2 may have no more memory.');
  const before = grow.call(this, pages);
  held = this.buffer.byteLength;
  return before;
};

// libxml2 prints every error, and also throws it.
console.error = () => {};
const { ParseOption, XmlDocument, XmlElement, XmlError, XmlXPath } = await import('libxml2-wasm');

export { XmlElement, XmlError, XmlXPath };

/** libxml2 never returns memory to the system. A thread that uses this much should be replaced. */
const MANY = 96 * 1_048_576;
export const isBloated = () => held > MANY;

const OPTIONS = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_COMPACT;
/** The text that may precede the root element, without a document type. */
const PROLOG = /(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*/y;

/** The index at which the root element begins. @throws XmlError for a text with a document type */
export function startOfRoot(text) {
  PROLOG.lastIndex = 0;
  PROLOG.test(text);
  if (text.startsWith('<!DOCTYPE', PROLOG.lastIndex)) throw new XmlError('A document type is not allowed.');
  return PROLOG.lastIndex;
}

/**
 * Parses XML from a node. White space around it is allowed, a document type is not. The caller must dispose of the
 * result.
 * @throws XmlError for text that is not well-formed XML
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

/** Refuses a document type in UTF-16, which is found only after parsing. Its entities are not expanded in the tree. */
function checked(document) {
  if (document.dtd === null) return document;
  document.dispose();
  throw new XmlError('A document type is not allowed.');
}
