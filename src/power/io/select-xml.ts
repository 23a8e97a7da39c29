import { Element } from '@xmldom/xmldom';
import xpath from 'xpath';
import { PowerActionError } from '../driver/errors.js';
import { FORBIDDEN_CHARACTERS } from './xml.js';

declare module 'xpath' {
  /** Missing in the library's own types. @throws Error for a text that is not an expression */
  export function parse(text: string): XPathExpression;
  export interface XPathExpression {
    evaluateNodeSet(options: object): { toUnsortedArray(): unknown[] };
  }
}

const compiled = new Map<string, xpath.XPathExpression>();

/**
 * Selects elements by XPath. Names without a prefix match in any default namespace.
 * @param path steps to children, as in `outConfigs/*`: the library gives their elements in the order of the document.
 *   It must be a constant of the code: compiled paths are kept.
 */
export function selectElements(from: Element, path: string): Element[] {
  const expression = compiled.get(path) ?? xpath.parse(path);
  compiled.set(path, expression);
  // Not `select`: it sorts by counting siblings, in quadratic time.
  const nodes = expression.evaluateNodeSet({ node: from, allowAnyNamespaceForNoPrefix: true }).toUnsortedArray();
  return nodes.filter((node) => node instanceof Element);
}

/**
 * The value of an attribute; "" when it is missing.
 * @throws PowerActionError for a reference to a character that XML does not allow
 */
export function getAttribute(element: Element, name: string): string {
  const value = element.getAttribute(name) ?? '';
  if (FORBIDDEN_CHARACTERS.test(value)) throw new PowerActionError('The answer is not XML.');
  return value;
}
