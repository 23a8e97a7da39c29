import { DOMParser, type Document, type Element, MIME_TYPE, type Node } from '@xmldom/xmldom';
import xpath from 'xpath';

declare module 'xpath' {
  export interface XPathExpression {
    evaluateBoolean(options: object): boolean;
  }
}

const NAMESPACES: Readonly<Record<string, string>> = { lldp: 'lldp', lshw: 'lshw' };

/**
 * Which definitions match what lshw and LLDP printed (docs/contract/rest.md 3.3), by two other libraries and without
 * our code. Both texts must be well-formed.
 */
export function secondOpinion(lshw: string | null, lldp: string | null, definitions: readonly string[]): boolean[] {
  const document = parse(lshw ?? '<list/>');
  const root = rootOf(document);
  // Of the output only the root element counts.
  for (const node of [...document.childNodes]) if (node !== root) document.removeChild(node);
  const copies = Object.entries({ lldp, lshw }).map(
    ([name, text]) => text && moved(document, rootOf(parse(text)), name),
  );
  for (const copy of copies) if (copy) root.appendChild(copy);
  return definitions.map((text) => xpath.parse(text).evaluateBoolean({ node: root, namespaces: NAMESPACES }));
}

/** Whether npm's xpath takes a text as an expression. */
export function isExpressionToo(text: string): boolean {
  try {
    xpath.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parse(text: string): Document {
  return new DOMParser().parseFromString(text, MIME_TYPE.XML_TEXT);
}

function rootOf(document: Document): Element {
  const { documentElement } = document;
  if (!documentElement) throw new Error('a document without a root');
  return documentElement;
}

/** A copy of an element with all that has no namespace in the one of this name. */
function moved(document: Document, element: Element, name: string): Element {
  const copy = element.namespaceURI
    ? document.createElementNS(element.namespaceURI, element.nodeName)
    : document.createElementNS(name, `${name}:${element.nodeName}`);
  for (const attribute of element.attributes) copy.setAttribute(attribute.name, attribute.value);
  for (const child of element.childNodes) {
    copy.appendChild(isElement(child) ? moved(document, child, name) : document.importNode(child, true));
  }
  return copy;
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}
