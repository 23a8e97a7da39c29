import xpath from 'xpath';
import { z } from 'zod';

declare module 'xpath' {
  /** Missing in the library's own types. @throws Error when the text is no expression */
  export function parse(text: string): object;
}

const AXES = new Set([
  'ancestor',
  'ancestor-or-self',
  'attribute',
  'child',
  'descendant',
  'descendant-or-self',
  'following',
  'following-sibling',
  'namespace',
  'parent',
  'preceding',
  'preceding-sibling',
  'self',
]);

/**
 * The definition of a tag: an XPath 1.0 expression, or nothing for a tag whose nodes are set by hand. Prefixes,
 * functions and variables need not exist: such a definition matches no node.
 */
export const definition = z
  .string()
  .refine((text) => text === '' || compiles(text), 'Invalid tag definition: not an XPath expression.');

function compiles(text: string): boolean {
  try {
    xpath.parse(text);
  } catch {
    return false;
  }
  return axesOf(text).every((axis) => AXES.has(axis));
}

/** The axes that an expression names: the library takes any word for one. */
function axesOf(text: string): string[] {
  const withoutLiterals = text.replace(/"[^"]*"|'[^']*'/g, '""');
  return [...withoutLiterals.matchAll(/(?<![\w.-])([\w.-]+)\s*::/g)].map(([, axis]) => axis ?? '');
}
