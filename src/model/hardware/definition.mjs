// Definitions of tags: XPath 1.0 in boolean context.
import { NAMESPACES } from './document.mjs';
import { compileXPath, XmlError, XmlXPath } from './engine.mjs';

/**
 * Compiles a definition. The caller must dispose of the result. `matches` of the result throws XmlError when the
 * evaluation fails.
 * @throws XmlError for a text that is not a valid expression
 */
export function compile(text) {
  compileXPath(text, NAMESPACES).dispose();
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

const LITERAL = /"[^"]*"|'[^']*'/g;
/**
 * Matches what may select an element of the copies, the root, or the document: a wildcard, axis, prefix or variable,
 * attributes at any depth, `.`, `..` and `/`, node tests, and functions without arguments.
 */
const WIDE =
  /[*:$]|\/\/\s*@|(?:^|[^\w.-])\.|\/(?!\s*[\w/@])|\b(?:node|text|comment|processing-instruction)\s*\(|\(\s*\)/;

/**
 * Whether a definition may see the copies of outputs in their namespaces, below a root of this name. Most definitions
 * only name elements without a namespace: they see no copy, unless they read the text of the root.
 */
export function readsCopies(text, root) {
  const bare = text.replace(LITERAL, '""');
  return WIDE.test(bare) || bare.includes(root);
}

/**
 * Tries a definition: it must compile, and must terminate on an empty document. A definition with unknown prefixes,
 * functions or variables compiles, and matches no node.
 * @returns the reason why the definition is not valid, or null
 */
export function flawOf(text, emptyDocument) {
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
