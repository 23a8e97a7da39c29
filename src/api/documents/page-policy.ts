import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Html } from './html.js';
import { STYLE } from './page-style.js';

/** The script of the documentation page. */
export const SEARCH = new Html(readFileSync(new URL('./page-search.mjs', import.meta.url), 'utf8'));

/** The page holds everything that it needs: browsers load nothing, and run only its own script and style. */
export const POLICY = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `script-src '${hashOf(SEARCH)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; '),
};

function hashOf({ text }: Html): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
