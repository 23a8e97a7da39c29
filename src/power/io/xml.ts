import { ParseOption, XmlDocument, XmlElement } from 'libxml2-wasm';
import { PowerActionError, PowerSettingsError } from '../driver/errors.js';

/** An element of XML; what the region reads is all in attributes, so text is left out. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

export function element(name: string, attributes: Element['attributes'] = {}, ...children: Element[]): Element {
  return { name, attributes, children };
}

/** The value of an attribute; "" when there is none. */
export function attribute({ attributes }: Element, name: string): string {
  return attributes[name] ?? '';
}

/** The elements at the end of a path of names; "*" stands for any name. */
export function descend(from: Element, ...path: readonly string[]): readonly Element[] {
  return path.reduce<readonly Element[]>(
    (elements, name) =>
      elements.flatMap(({ children }) => children.filter((child) => name === '*' || child.name === name)),
    [from],
  );
}

/** What XML 1.0 cannot hold, not even escaped. */
const IMPOSSIBLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/** Blanks other than spaces would be read as spaces. */
const ESCAPED = /[&<>"'\t\n\r]/g;

/** @throws PowerSettingsError for values that XML cannot hold */
export function writeXml({ name, attributes, children }: Element): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const start = `<${name}${written.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(writeXml).join('')}</${name}>`;
}

function escapeXml(value: string): string {
  if (IMPOSSIBLE.test(value)) throw new PowerSettingsError('A power parameter holds characters that XML cannot hold.');
  return value.replace(ESCAPED, (character) => `&#${character.charCodeAt(0)};`);
}

/** Reads a document that has no document type. It nests no deeper than libxml2 allows: 256. @throws PowerActionError */
export function readXml(text: string): Element {
  if (/<!DOCTYPE/i.test(text)) throw new PowerActionError('The answer is XML with a document type.');
  const document = parse(text);
  try {
    return copy(document.root);
  } finally {
    document.dispose();
  }
}

function parse(text: string): XmlDocument {
  try {
    return XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE });
  } catch (error) {
    throw new PowerActionError('The answer is not XML.', { cause: error });
  }
}

/** Documents of libxml2 are freed by hand, so what is needed of one is copied. */
function copy(given: XmlElement): Element {
  const children: Element[] = [];
  for (let child = given.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(copy(child));
  }
  return {
    name: given.name,
    attributes: Object.fromEntries(given.attrs.map(({ name, value }) => [name, value])),
    children,
  };
}
