import { PowerActionError } from '../driver/errors.js';
import { FORBIDDEN_CHARACTERS } from './xml.js';

/** xmldom recurses into children and looks up namespaces through all ancestors. */
const MAX_DEPTH = 256;
/** xmldom compares each attribute with all others of its element. */
const MAX_ATTRIBUTES = 256;
/** xmldom compares each comment before or after the root element with all others. */
const MAX_SECTIONS = 1_000;
/** xpath compares each element of a result with all others. */
const MAX_ELEMENTS = 20_000;
/** Elements and attributes, which need some hundred bytes each. A large UCS Manager sends 20,000. */
const MAX_NODES = 100_000;

/**
 * Makes sure that xmldom parses a document in linear time and bounded memory. Takes linear time itself.
 * @param text without an XML declaration
 * @throws PowerActionError
 */
export function checkXml(text: string): void {
  if (FORBIDDEN_CHARACTERS.test(text)) throw malformed();
  const counts = { depth: 0, elements: 0, nodes: 0, sections: 0 };
  let position = text.indexOf('<');
  while (position >= 0) {
    position = text.indexOf('<', skipMarkup(text, position, counts));
    if (isTooLarge(counts)) throw tooLarge();
  }
}

interface Counts {
  depth: number;
  elements: number;
  nodes: number;
  sections: number;
}

function isTooLarge({ depth, elements, nodes, sections }: Counts): boolean {
  return depth > MAX_DEPTH || elements > MAX_ELEMENTS || nodes > MAX_NODES || sections > MAX_SECTIONS;
}

/** @returns the position after the tag, comment or CDATA section that starts at `position` */
function skipMarkup(text: string, position: number, counts: Counts): number {
  if (text.startsWith('<!--', position)) {
    counts.sections += 1;
    return skipPast(text, '-->', position + '<!--'.length);
  }
  if (text.startsWith('<![CDATA[', position)) {
    counts.sections += 1;
    return skipPast(text, ']]>', position);
  }
  if (text.startsWith('<!', position)) throw new PowerActionError('The answer is XML with a document type.');
  if (text.startsWith('<?', position)) throw malformed();
  if (text.startsWith('</', position)) {
    counts.depth -= 1;
    return skipPast(text, '>', position);
  }
  return skipStartTag(text, position, counts);
}

function skipPast(text: string, end: string, position: number): number {
  const found = text.indexOf(end, position);
  if (found < 0) throw malformed();
  return found + end.length;
}

function skipStartTag(text: string, start: number, counts: Counts): number {
  let attributes = 0;
  for (let position = start + 1; position < text.length; position += 1) {
    switch (text[position]) {
      case '"':
      case "'":
        position = skipPast(text, text.charAt(position), position + 1) - 1;
        break;
      case '=':
        attributes += 1;
        if (attributes > MAX_ATTRIBUTES) throw tooLarge();
        break;
      case '<':
        throw malformed();
      case '>':
        counts.elements += 1;
        counts.nodes += 1 + attributes;
        if (text[position - 1] !== '/') counts.depth += 1;
        return position + 1;
    }
  }
  throw malformed();
}

const malformed = () => new PowerActionError('The answer is not XML.');
const tooLarge = () => new PowerActionError('The answer is XML of an unreasonable size.');
