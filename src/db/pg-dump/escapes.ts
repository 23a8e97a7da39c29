/** A backslash with what it escapes: hexadecimal, octal, Unicode, or one character. */
const ESCAPE = /\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;
const BYTE = /^(?:x[0-9a-fA-F]|[0-7])/;
const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads a value of a line of COPY; null for `\N`. */
export function readCopyValue(text: string): string | null {
  if (!text.includes('\\')) return text;
  return text === '\\N' ? null : unescapeText(text, { ...CONTROLS, v: '\v' }, false);
}

/** Resolves the escapes of a string `E'…'`. */
export function unescapeString(text: string): string {
  return text.includes('\\') ? unescapeText(text, CONTROLS, true) : text;
}

/** Works on bytes, as escaped bytes may be parts of UTF-8 characters. */
function unescapeText(text: string, controls: Readonly<Record<string, string>>, unicode: boolean): string {
  const resolve = (_all: string, code: string): string => {
    if (BYTE.test(code)) return String.fromCharCode(byteOf(code));
    if (code.length === 1) return controls[code] ?? code;
    return unicode ? Buffer.from(characterOf(code)).toString('latin1') : code;
  };
  const bytes = Buffer.from(text).toString('latin1').replace(ESCAPE, resolve);
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function byteOf(code: string): number {
  return code.startsWith('x') ? parseInt(code.slice(1), 16) : parseInt(code, 8) & 0xff;
}

function characterOf(code: string): string {
  const point = parseInt(code.slice(1), 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
}

/**
 * Reads a bytea in PostgreSQL's hexadecimal or escape form.
 * @returns undefined when the text is neither
 */
export function readBytea(text: string): Buffer | undefined {
  if (text.startsWith('\\x')) {
    const digits = text.slice(2);
    return /^(?:[0-9a-f]{2})*$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined;
  }
  if (!/^(?:[^\\]|\\\\|\\[0-3][0-7]{2})*$/.test(text)) return undefined;
  const bytes = Buffer.from(text).toString('latin1');
  const resolved = bytes.replace(/\\(\\|[0-7]{3})/g, (_all, code: string) =>
    code === '\\' ? code : String.fromCharCode(parseInt(code, 8)),
  );
  return Buffer.from(resolved, 'latin1');
}

/** An item of an array: quoted, with escapes, or bare; then a comma or the end. */
const ITEM = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^",{}\s]+(?:[^",{}]*[^",{}\s])?))\s*(,|$)/y;

/** Reads an array of one dimension, such as `{a,"b c",NULL}`; undefined when the text is not one. */
export function readTextArray(text: string): (string | null)[] | undefined {
  const content = /^\{([\s\S]*)\}$/.exec(text)?.[1];
  if (content === undefined || content.trim() === '') return content === undefined ? undefined : [];
  const items: (string | null)[] = [];
  for (let at = 0; ; at = ITEM.lastIndex) {
    ITEM.lastIndex = at;
    const [, quoted, bare = '', separator] = ITEM.exec(content) ?? [];
    if (separator === undefined) return undefined;
    if (quoted !== undefined) items.push(quoted.replace(/\\([\s\S])/g, '$1'));
    else items.push(bare.toUpperCase() === 'NULL' ? null : bare);
    if (separator === '') return items;
  }
}
