/**
 * The layout of JSON on the wire. Scripts around the `maas` command read its output by lines, so the layout is part of
 * the interface (docs/contract/rest.md 0.7).
 */

/**
 * A value with its JSON text, laid out as a member of a list, without the blanks before the first line. Lists of these
 * are joined and not stringified, which makes long lists of nodes cheap. Elsewhere it is stringified as its value.
 */
export class JsonMember {
  constructor(readonly text: string) {}

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

const INDENT = '    ';
/** The characters that are encoded at once. For longer texts of many parts, flattening is slower than copying. */
const PIECE = 8_192;

/** JSON as resources send it: one member a line, indented by four blanks. Lines end in a comma and a blank. */
export function indentedJson(value: unknown): string {
  if (value instanceof JsonMember) return value.text.replaceAll(`\n${INDENT}`, '\n');
  // Strings in JSON hold no line ends, so every line end belongs to the layout.
  return JSON.stringify(value ?? null, null, INDENT).replace(/,\n/g, ', \n');
}

/** The UTF-8 bytes of `indentedJson`. */
export function encodeJson(value: unknown): Buffer {
  if (!Array.isArray(value) || !(value[0] instanceof JsonMember)) return Buffer.from(indentedJson(value));
  return Buffer.concat([Buffer.from('['), encodeMembers(value, true), Buffer.from('\n]')]);
}

/** JSON on one line, with a blank behind each colon and comma. */
export function singleLineJson(value: unknown): string {
  return JSON.stringify(value ?? null, null, 1)
    .replace(/,\n */g, ', ')
    .replace(/\n */g, '');
}

/** A string, quoted and escaped. */
export function jsonString(text: string): string {
  return SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes control characters.
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The bytes of the members of an indented JSON list. The caller writes both brackets. */
export function encodeMembers(members: readonly unknown[], isFirst: boolean): Buffer {
  const pieces: Buffer[] = [];
  let piece = '';
  let separator = isFirst ? `\n${INDENT}` : `, \n${INDENT}`;
  for (const member of members) {
    piece += separator + memberText(member);
    separator = `, \n${INDENT}`;
    if (piece.length < PIECE) continue;
    pieces.push(Buffer.from(piece));
    piece = '';
  }
  pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function memberText(member: unknown): string {
  return member instanceof JsonMember ? member.text : indentedJson(member).replaceAll('\n', `\n${INDENT}`);
}
