// Definitions of tags: XPath 1.0 in boolean context.
import xpath from 'xpath';
import { NAMESPACES } from './document.mjs';
import { XmlError, XmlXPath } from './engine.mjs';

const AXES = new Set(
  `ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling namespace parent
   preceding preceding-sibling self`.split(/\s+/),
);

/**
 * Compiles a definition. The caller must dispose of the result. `matches` of the result throws XmlError when the
 * evaluation fails.
 * @throws XmlError for a text that is not a valid expression
 */
export function compile(text) {
  XmlXPath.compile(text, NAMESPACES).dispose();
  // The result is a boolean, so that matching nodes are not copied out of libxml2.
  const expression = XmlXPath.compile(`boolean(${text})`, NAMESPACES);
  return {
    matches(document) {
      try {
        return document.eval(expression);
      } catch (error) {
        // The text between the two may be long.
        throw error instanceof XmlError ? new XmlError(error.message.split("': ").at(-1)) : error;
      }
    },
    dispose: () => expression.dispose(),
  };
}

/**
 * Tries a definition by two libraries. A definition with unknown prefixes, functions or variables compiles, and matches
 * no node.
 * @returns the reason why the definition is not valid, or null
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

/** The axes in an expression. They are checked here, as the xpath library accepts any word as an axis. */
function axesOf(text) {
  const withoutLiterals = text.replace(/"[^"]*"|'[^']*'/g, '""');
  return [...withoutLiterals.matchAll(/(?<![\w.-])([\w.-]+)\s*::/g)].map(([, axis]) => axis);
}
