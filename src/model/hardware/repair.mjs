// Repairs XML of lshw and LLDP that is not well-formed, in linear time.
import { scan } from './scan.mjs';

/** Characters that XML 1.0 does not allow, not even by references. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const REFERENCE = /&(?:amp;|lt;|gt;|quot;|apos;|#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));)?/g;
/** Texts without these characters are right as they are. */
const SPECIAL = /[^\t\n\r !#-%'-;=?-\ud7ff\ue000-\ufffd]/;

/** Returns what `scan` reads of a text, as well-formed XML; "" for a text without an element. */
export function repair(text) {
  let xml = '';
  scan(text, {
    open(name, attributes) {
      xml += `<${name}`;
      for (const [key, value] of attributes) xml += ` ${key}="${escapeText(value)}"`;
      xml += '>';
    },
    text(inside) {
      xml += escapeText(inside);
    },
    close(name) {
      xml += `</${name}>`;
    },
  });
  return xml;
}

function escapeText(text) {
  if (!SPECIAL.test(text)) return text;
  if (text === '<') return '&lt;';
  return text
    .replace(FORBIDDEN, '')
    .replace(REFERENCE, (all, decimal, hexadecimal) => {
      if (all === '&') return '&amp;';
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '20', 16) : Number(decimal);
      return isAllowed(code) ? all : '';
    })
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function isAllowed(code) {
  return code <= 0x10_ff_ff && !String.fromCodePoint(code).match(FORBIDDEN);
}
