// libxml2, configured for untrusted text. Only threads import this file (thread.mjs): a failure then ends a thread, not
// the process.
import { repair } from './repair.mjs';

const { grow } = WebAssembly.Memory.prototype;
let held = 0;
let refused = false;

/** The memory of libxml2 is outside of the limited heap of a thread, so it has its own limit here. */
const LIMIT = 384 * 1_048_576;
const PAGE = 65_536;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * PAGE > LIMIT) {
    refused = true;
    throw new RangeError('libxml2 may have no more memory.');
  }
  const before = grow.call(this, pages);
  held = this.buffer.byteLength;
  return before;
};

// libxml2 prints every error, and also throws it.
console.error = () => {};
const { ParseOption, XmlDocument, XmlElement, XmlError, XmlXPath } = await import('libxml2-wasm');

const { XmlErrorStruct, xmlGetLastError, xmlResetLastError } = await import('libxml2-wasm/lib/libxml2.mjs');

export { XmlElement, XmlError, XmlXPath };

/** The offset of `int1` from `int2` (`col`) in xmlError: libxml2 stores the position in an expression there. */
const INT1_FROM_COL = -4;

/**
 * Compiles an expression. The caller must dispose of the result.
 * @throws XmlError with the reason, and the offset in characters where libxml2 stopped
 */
export function compileXPath(text, namespaces) {
  xmlResetLastError();
  try {
    return XmlXPath.compile(text, namespaces);
  } catch (error) {
    const last = xmlGetLastError();
    if (!(error instanceof XmlError) || last === 0) throw error;
    const bytes = Buffer.from(text).subarray(0, XmlErrorStruct.col(last + INT1_FROM_COL));
    throw new XmlError(`${XmlErrorStruct.message(last).trim()} at offset ${bytes.toString().length}`);
  }
}

/** The memory of libxml2 in bytes. It never returns memory to the system. */
export const heldBytes = () => held;
/** Whether libxml2 has ever been refused memory. It may have tried less afterwards. */
export const wasRefused = () => refused;

const OPTIONS = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_COMPACT;
/** The text that may precede the root element, without a document type. */
const PROLOG = /(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*/y;

const UTF16_MARKS = { ÿþ: 'utf-16le', þÿ: 'utf-16be' };
const DECLARED_ENCODING = /<\?xml\s[^>]*encoding\s*=\s*["']([\w.-]+)["']/i;

/** The index at which the root element begins. @throws XmlError for a text with a document type */
export function startOfRoot(text) {
  PROLOG.lastIndex = 0;
  PROLOG.test(text);
  if (text.startsWith('<!DOCTYPE', PROLOG.lastIndex)) throw new XmlError('A document type is not allowed.');
  return PROLOG.lastIndex;
}

/**
 * Parses XML from a node, and repairs it when it is not well-formed. White space around it is allowed, a document type
 * is not. The caller must dispose of the document.
 * @returns the document; of XML that is not well-formed also the repaired text, and why it was repaired
 * @throws XmlError for XML that is too damaged
 */
export function parseBytes(bytes) {
  const buffer = toBuffer(bytes);
  try {
    return { document: parseStrictly(buffer), repaired: null, damage: null };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const repaired = repair(decodeDamaged(buffer));
    if (repaired === '') throw error;
    return { document: parseText(repaired), repaired, damage: firstLine(error) };
  }
}

/**
 * Checks whether text from a node is well-formed XML.
 * @returns the decoded text, and the XmlError of a text that is not well-formed
 * @throws XmlError for a document type
 */
export function checkBytes(bytes) {
  const buffer = toBuffer(bytes);
  try {
    parseStrictly(buffer).dispose();
    return { text: decode(buffer), error: null };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { text: decodeDamaged(buffer), error };
  }
}

const toBuffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** The first of the errors that libxml2 found, without its position. */
export const firstLine = ({ message }) => message.split('\n', 1)[0];

function parseStrictly(buffer) {
  startOfRoot(buffer.toString('latin1'));
  let start = 0;
  while (start < buffer.length && ' \t\r\n'.includes(String.fromCharCode(buffer[start]))) start += 1;
  if (start === buffer.length) throw new XmlError('It is empty.');
  return checked(XmlDocument.fromBuffer(buffer.subarray(start), { option: OPTIONS }));
}

function decodeDamaged(buffer) {
  const text = decode(buffer);
  if (/<!DOCTYPE/i.test(text)) throw new XmlError('A document type is not allowed.');
  return text;
}

/** Decodes text in the encoding that it declares, or else in UTF-8. Bytes that are not valid become U+FFFD. */
function decode(buffer) {
  const start = buffer.toString('latin1', 0, 200);
  const label = UTF16_MARKS[start.slice(0, 2)] ?? DECLARED_ENCODING.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(buffer);
  } catch {
    return new TextDecoder().decode(buffer);
  }
}

/** As parseBytes, for text. libxml2-wasm takes bytes in a third less time than text. */
export const parseText = (text) => checked(XmlDocument.fromBuffer(Buffer.from(text), { option: OPTIONS }));

/** Refuses a document type in UTF-16, which is found only after parsing. Its entities are not expanded in the tree. */
function checked(document) {
  if (document.dtd === null) return document;
  document.dispose();
  throw new XmlError('A document type is not allowed.');
}
