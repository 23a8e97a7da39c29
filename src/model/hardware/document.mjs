// The document on which definitions of tags are evaluated: the merged outputs of lshw and LLDP
// (docs/contract/rest.md 3.3).
import { firstLine, parseBytes, parseText, startOfRoot, XmlElement, XmlError } from './engine.mjs';

/** The prefixes, which are also the namespaces. */
export const NAMESPACES = { lldp: 'lldp', lshw: 'lshw' };

/**
 * Merges the outputs. The root is lshw's root, or `list` without lshw. Copies of both outputs, with all elements in the
 * namespaces `lldp` and `lshw`, are appended to the root. Output that is not well-formed is repaired; what cannot be
 * repaired is left out. The caller must dispose of the document.
 * @param {{ lshw: Uint8Array | null, lldp: Uint8Array | null }} details
 * @param {(name: string, reason: string) => void} onDrop called for each output that is left out
 * @param {(root: string) => boolean} needsCopies whether the copies are needed below a root of this name
 * @returns the document, and whether it has the copies
 */
export function merge({ lshw, lldp }, onDrop, needsCopies = () => true) {
  const neighbours =
    lldp &&
    attempt(
      () => slowly(lldp, 'lldp').copy,
      (reason) => onDrop('lldp', reason),
    );
  const root = lshw && quickRoot(lshw);
  if (root) {
    try {
      if (!needsCopies(nameOf(root))) return { document: parseText(root), hasCopies: false };
      return withCopies(root, [neighbours, copyInNamespace(root, 'lshw')]);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
    }
  }
  const hardware =
    lshw &&
    attempt(
      () => slowly(lshw, 'lshw'),
      (reason) => onDrop('lshw', reason),
    );
  return withCopies(hardware?.root ?? '<list/>', [neighbours, hardware?.copy]);
}

const withCopies = (root, copies) => ({ document: parseText(assemble(root, copies)), hasCopies: true });

function attempt(work, onFailure) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    onFailure(firstLine(error));
    return null;
  }
}

/** Appends the children to a root element in text form. */
function assemble(root, children) {
  const inside = children.filter(Boolean).join('');
  if (!root.endsWith('/>')) {
    const end = root.lastIndexOf('</');
    return `${root.slice(0, end)}${inside}${root.slice(end)}`;
  }
  return `${root.slice(0, -2)}>${inside}</${nameOf(root)}>`;
}

/** The name of an element in text form. */
function nameOf(element) {
  return /[^\s<>/]+/.exec(element)[0];
}

/** Returns the root element, and its copy with all elements in a namespace. Parses the document, and repairs it. @throws XmlError */
function slowly(bytes, name) {
  const { document, repaired } = parseBytes(bytes);
  try {
    if (repaired !== null) return { root: repaired, copy: copyInNamespace(repaired, name) };
    const root = document.root.toString({ format: false });
    const prefixes = document.root.nsDeclarations;
    if (!Object.hasOwn(prefixes, name)) document.root.addNsDeclaration(NAMESPACES[name], name);
    moveAll(document.root, name);
    return { root, copy: document.root.toString({ format: false }) };
  } finally {
    document.dispose();
  }
}

function moveAll(element, prefix) {
  if (element.namespaceUri === '') element.prefix = prefix;
  for (let child = element.firstChild; child; child = child.next) {
    if (child instanceof XmlElement) moveAll(child, prefix);
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const OTHER_ENCODING = /^\s*<\?xml\s[^>]*encoding\s*=\s*["'](?!utf-?8["'])/i;
/**
 * Matches a tag up to the end of its name, or a section that may hold text like a tag. An unclosed section extends to
 * the end of the text. Otherwise many unclosed sections would each be searched to the end, in quadratic time.
 */
const TAG = /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|(<\/?)([^\s<>/:!?]+)(?=[\s/>])/g;

/**
 * Finds the root element of a document of lshw, in text form, without parsing: less than half of the work of `slowly`. The
 * result is parsed later, so it may be wrong for documents that are not well-formed.
 * @returns undefined for a document that needs `slowly`
 */
function quickRoot(bytes) {
  try {
    const text = UTF8.decode(bytes).trim();
    const root = text.slice(startOfRoot(text));
    if (OTHER_ENCODING.test(text) || root.includes('xmlns') || !/<\/[^\s<>/:!?-]+\s*>$/.test(root.slice(-300))) return;
    return root;
  } catch {
    return;
  }
}

/** Copies a root element without namespaces, in text form, with all elements in a namespace. */
function copyInNamespace(root, prefix) {
  const named = root.replace(TAG, (all, open, name) => (open === undefined ? all : `${open}${prefix}:${name}`));
  return named.replace(/^<[^\s/>]+/, `$& xmlns:${prefix}="${NAMESPACES[prefix]}"`);
}
