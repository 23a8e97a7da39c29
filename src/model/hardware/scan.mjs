// A tolerant reader of XML. It takes linear time for any text.

const TAG = /<(\/?)(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/y;
/** A value may hold an unescaped `<` when it ends on its line: otherwise it is a value whose end is missing. */
const ATTRIBUTE =
  /\s*([\w.-]+:)?([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"<]*|[^"\n]*(?="[\s/>?]))"|'([^'<]*|[^'\n]*(?='[\s/>?]))')/y;
/** What stands in a tag and is not an attribute. */
const ODD_WORD = /\s*[^\s<>]+/y;
const TAG_END = /\s*>?/y;
const SECTIONS = [
  { start: '<!--', end: '-->' },
  { start: '<?', end: '?>' },
  { start: '<![CDATA[', end: ']]>' },
];

/** Deeper elements are left out. libxml2 and recursive functions refuse deep trees. The outputs have less than 20 levels. */
const MAX_DEPTH = 200;

/**
 * Reads elements, attributes and texts, all of them as they stand in the text: references are not replaced. Comments,
 * instructions and namespaces are left out. Missing ends of elements are added, ends of elements that are not open are
 * left out. A text or tag that is cut off at the end is left out too, as a part of a number is another number. Elements
 * after the end of the root become its children.
 * @param sink gets balanced calls of `open(name, attributes)`, `text(text)` and `close(name)`
 */
export function scan(text, sink) {
  const balancer = new Balancer(sink);
  /** Ends of sections that do not occur in the rest: a search for each start would take quadratic time. */
  const missing = new Set();
  let at = findStart(text);
  while (at < text.length) {
    const next = text.indexOf('<', at);
    if (next < 0) break;
    if (next > at) balancer.text(text.slice(at, next));
    const section = '!?'.includes(text.charAt(next + 1)) && SECTIONS.find(({ start }) => text.startsWith(start, next));
    at = section ? skipSection(section, text, next, missing, balancer) : readTag(text, next, balancer);
  }
  balancer.finish();
}

/** Returns the position of an XML declaration behind text that is no XML, such as warnings of lshw; otherwise 0. */
function findStart(text) {
  const declaration = Math.max(0, text.indexOf('<?xml '));
  return /<\/|\/>/.test(text.slice(0, declaration)) ? 0 : declaration;
}

/** Returns the position after a section. Only the start of a section without an end is skipped. */
function skipSection({ start, end }, text, from, missing, balancer) {
  const inside = from + start.length;
  const last = missing.has(end) ? -1 : text.indexOf(end, inside);
  if (last < 0) {
    missing.add(end);
    return inside;
  }
  if (start === '<![CDATA[') balancer.text(text.slice(inside, last).replaceAll('&', '&amp;'));
  return last + end.length;
}

/** Returns the position after a tag, or after a `<` that starts no tag. */
function readTag(text, from, balancer) {
  TAG.lastIndex = from;
  const tag = TAG.exec(text);
  if (tag === null) {
    balancer.text('<');
    return from + 1;
  }
  const [, slash, name] = tag;
  const { attributes, isEmpty, after } = readAttributes(text, TAG.lastIndex);
  if (after === text.length && text[after - 1] !== '>') return after;
  if (slash !== '') balancer.end(name);
  else balancer.start(name, attributes, isEmpty);
  return after;
}

/** Reads the first attribute of each name, up to the end of the tag or the next `<`. */
function readAttributes(text, from) {
  const attributes = new Map();
  let after = from;
  let isEmpty = false;
  for (;;) {
    const attribute = match(ATTRIBUTE, text, after);
    const odd = attribute ? null : match(ODD_WORD, text, after);
    if (attribute) {
      const [, prefix = '', name, double, single] = attribute;
      const declares = prefix === 'xmlns:' || name === 'xmlns';
      if (!declares && !attributes.has(name)) attributes.set(name, double ?? single);
    } else if (!odd) break;
    isEmpty = odd?.[0].endsWith('/') ?? false;
    after += (attribute ?? odd)[0].length;
  }
  return { attributes, isEmpty, after: after + match(TAG_END, text, after)[0].length };
}

function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Turns starts and ends of elements into balanced ones. */
class Balancer {
  #open = [];
  /** How many elements of each name are open. */
  #counts = new Map();
  #rootEnded = false;

  constructor(sink) {
    this.sink = sink;
  }

  start(name, attributes, isEmpty) {
    this.#open.push(name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (this.#open.length <= MAX_DEPTH) this.sink.open(name, attributes);
    if (isEmpty) this.end(name);
  }

  end(name) {
    if (!this.#counts.get(name)) return;
    while (this.#open.length > 1 && this.#open.at(-1) !== name) this.#close();
    if (this.#open.length > 1) this.#close();
    else this.#rootEnded = true;
  }

  text(text) {
    const depth = this.#open.length;
    const outside = depth === 0 || (depth === 1 && this.#rootEnded);
    if (!outside && depth <= MAX_DEPTH) this.sink.text(text);
  }

  finish() {
    while (this.#open.length > 0) this.#close();
  }

  #close() {
    const name = this.#open.at(-1);
    if (this.#open.length <= MAX_DEPTH) this.sink.close(name);
    this.#open.pop();
    this.#counts.set(name, this.#counts.get(name) - 1);
  }
}
