import { DOMParser, type Element, MIME_TYPE, type Node } from '@xmldom/xmldom';
import { PowerActionError } from '../driver/errors.js';
import { checkXml } from './check-xml.js';
import { FORBIDDEN_CHARACTERS, type XmlElement } from './xml.js';

/** What may stand before the document: a byte order mark and the XML declaration. */
const PROLOG = /^\ufeff?(?:<\?xml\s[^>]*\?>)?/;
/** The warning about U+FFFD, which stands for bytes that are not UTF-8. The attributes around it are still useful. */
const HARMLESS = /^Unicode replacement character/;
const XMLNS = 'http://www.w3.org/2000/xmlns/';

const parser = new DOMParser({
  locator: false,
  onError: (_level, message) => {
    // By default xmldom guesses what malformed markup means.
    if (!HARMLESS.test(message)) throw new Error(message);
  },
});

/** Parses a document without a document type, in linear time. @throws PowerActionError */
export function parseXml(text: string): XmlElement {
  const content = text.replace(PROLOG, '');
  checkXml(content);
  return copyElement(parseRoot(content));
}

function parseRoot(content: string): Element {
  try {
    const { documentElement } = parser.parseFromString(content, MIME_TYPE.XML_TEXT);
    if (documentElement) return documentElement;
  } catch (error) {
    throw new PowerActionError('The answer is not XML.', { cause: error });
  }
  throw new PowerActionError('The answer is not XML.');
}

function copyElement(element: Element): XmlElement {
  const children: XmlElement[] = [];
  for (let child = element.firstChild; child !== null; child = child.nextSibling) {
    if (isElement(child)) children.push(copyElement(child));
  }
  const attributes = [...element.attributes].filter(({ namespaceURI }) => namespaceURI !== XMLNS);
  return {
    name: element.localName ?? element.nodeName,
    attributes: Object.fromEntries(
      attributes.map(({ localName, name, value }) => [localName ?? name, checkText(value)]),
    ),
    children,
  };
}

/** Character references can stand for characters that XML does not allow. */
function checkText(value: string): string {
  if (FORBIDDEN_CHARACTERS.test(value)) throw new PowerActionError('The answer is not XML.');
  return value;
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}
