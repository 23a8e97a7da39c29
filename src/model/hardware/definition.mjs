// Definitions of tags: XPath 1.0 in boolean context.
import xpath from 'xpath';
import { NAMESPACES } from './document.mjs';
import { XmlError, XmlXPath } from './engine.mjs';

const AXES = new Set(
  `ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling namespace parent
   preceding preceding-sibling self`.split(/\s+/),
);

/**
 * Compiles a definition. Dispose of what it gives; its `matches` throws XmlError for what cannot be evaluated.
 * @throws XmlError when it is no expression
 */
export function compile(text) {
  XmlXPath.compile(text, NAMESPACES).dispose();
  // As a boolean, so that of many nodes that match none has to leave libxml2.
  const expression = XmlXPath.compile(`boolean(${text})`, NAMESPACES);
  return {
    matches(document) {
      try {
        return document.eval(expression);
      } catch (error) {
        // The text, which may be long, stands between the two.
        throw error instanceof XmlError ? new XmlError(error.message.split("': ").at(-1)) : error;
      }
    },
    dispose: () => expression.dispose(),
  };
}

/**
 * Tries a definition, by two libraries. Prefixes, functions and variables need not exist: such a definition compiles,
 * and matches no node.
 * @returns why it is none, or null
 */
export function flawOf(text, emptyDocument) {
  try {
    xpath.parse(text);
  } catch (error) {
    return String(error);
  }
  const unknown = axesOf(text).find((axis) => !AXES.has(axis));
  if (unknown !== undefined) return `There is no axis ${unknown}.`;
  return flawFor(() => {
    const compiled = compile(text);
    flawFor(() => compiled.matches(emptyDocument));
    compiled.dispose();
  });
}

function flawFor(work) {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return error.message;
  }
}

/** The axes that an expression names: the xpath library takes any word for one. */
function axesOf(text) {
  const withoutLiterals = text.replace(/"[^"]*"|'[^']*'/g, '""');
  return [...withoutLiterals.matchAll(/(?<![\w.-])([\w.-]+)\s*::/g)].map(([, axis]) => axis);
}
