import { DOMParser, type Element, MIME_TYPE } from '@xmldom/xmldom';
import { PowerActionError } from '../driver/errors.js';
import { checkXml } from './check-xml.js';

/** What may stand before the document: a byte order mark and the XML declaration. */
const PROLOG = /^\ufeff?(?:<\?xml\s[^>]*\?>)?/;
/** The warning about U+FFFD, which stands for bytes that are not UTF-8. The attributes around it are still useful. */
const HARMLESS = /^Unicode replacement character/;

const parser = new DOMParser({
  locator: false,
  onError: (_level, message) => {
    // By default xmldom guesses what malformed markup means.
    if (!HARMLESS.test(message)) throw new Error(message);
  },
});

/**
 * Parses a document without a document type, in linear time.
 * @returns the root element, which select-xml.ts reads
 * @throws PowerActionError
 */
export function parseXml(text: string): Element {
  const content = text.replace(PROLOG, '');
  checkXml(content);
  try {
    const { documentElement } = parser.parseFromString(content, MIME_TYPE.XML_TEXT);
    if (documentElement) return documentElement;
  } catch (error) {
    throw new PowerActionError('The answer is not XML.', { cause: error });
  }
  throw new PowerActionError('The answer is not XML.');
}
