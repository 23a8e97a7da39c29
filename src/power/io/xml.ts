import { PowerSettingsError } from '../driver/errors.js';

/** An XML element of a request. Requests hold no text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

export function createElement(
  name: string,
  attributes: XmlElement['attributes'] = {},
  ...children: readonly XmlElement[]
): XmlElement {
  return { name, attributes, children };
}

/** Characters that XML 1.0 does not allow, not even escaped. */
export const FORBIDDEN_CHARACTERS = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/**
 * Unescaped, a parser replaces tabs and line breaks in attributes with spaces. Some parsers also replace U+0085 and
 * U+2028, which are line breaks in XML 1.1, and U+2029.
 */
const ESCAPED = /[&<>"'\t\n\r\u0085\u2028\u2029]/g;

/** @throws PowerSettingsError for values with characters that XML does not allow */
export function writeXml({ name, attributes, children }: XmlElement): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const start = `<${name}${written.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(writeXml).join('')}</${name}>`;
}

function escapeXml(value: string): string {
  if (FORBIDDEN_CHARACTERS.test(value))
    throw new PowerSettingsError('A power parameter holds characters that XML cannot hold.');
  return value.replace(ESCAPED, (character) => `&#${character.charCodeAt(0)};`);
}
