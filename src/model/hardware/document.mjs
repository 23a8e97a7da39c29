// The document that definitions of tags are evaluated on: what lshw and LLDP printed, made one
// (docs/contract/rest.md 3.3).
import { parseBytes, parseText, startOfRoot, XmlElement, XmlError } from './engine.mjs';

/** Prefixes and, the same words, namespaces. */
export const NAMESPACES = { lldp: 'lldp', lshw: 'lshw' };

/**
 * The root is lshw's own, and `list` without one. Below it, lldp and lshw come again with all their elements in the
 * namespaces of these names. What is not well-formed is left out. Dispose of what it gives.
 * @param {{ lshw: Uint8Array | null, lldp: Uint8Array | null }} details
 * @param {(name: string, reason: string) => void} onDrop is told what is left out
 */
export function merge({ lshw, lldp }, onDrop) {
  const neighbours =
    lldp &&
    attempt(
      () => slowly(lldp, 'lldp').copy,
      (reason) => onDrop('lldp', reason),
    );
  const quick = lshw && quickly(lshw);
  if (quick) {
    try {
      return parseText(assemble(quick.root, [neighbours, quick.copy]));
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
  return parseText(assemble(hardware?.root ?? '<list/>', [neighbours, hardware?.copy]));
}

function attempt(work, onFailure) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    onFailure(error.message.split('\n', 1)[0]);
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
  const [name] = /[^\s<>/]+/.exec(root);
  return `${root.slice(0, -2)}>${inside}</${name}>`;
}

/** The root element as it is, and with its elements in a namespace, by way of a parsed document. @throws XmlError */
function slowly(bytes, name) {
  const document = parseBytes(bytes);
  try {
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
 * A tag up to the end of its name, or what may hold things that look like one. What is never closed goes on to the end
 * of the text, so that many of these are not each looked for until there.
 */
const TAG = /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|(<\/?)([^\s<>/:!?]+)(?=[\s/>])/g;

/**
 * The same as `slowly` for the document that lshw writes, without parsing it: once less than half of the work. Its
 * outcome is parsed as a whole, so it need not be right for what is not well-formed.
 * @returns undefined for what needs the other way
 */
function quickly(bytes) {
  try {
    const text = UTF8.decode(bytes).trim();
    const root = text.slice(startOfRoot(text));
    if (OTHER_ENCODING.test(text) || root.includes('xmlns') || !/<\/[^\s<>/:!?-]+\s*>$/.test(root.slice(-300))) return;
    const named = root.replace(TAG, (all, open, name) => (open === undefined ? all : `${open}lshw:${name}`));
    return { root, copy: named.replace(/^<[^\s/>]+/, '$& xmlns:lshw="lshw"') };
  } catch {
    return;
  }
}
