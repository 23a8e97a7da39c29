import { stringify } from 'yaml';

/** Powers an unused machine off. An administrator who wants to examine the machine creates the file first. */
export const POWER_OFF = {
  delay: 'now',
  mode: 'poweroff',
  timeout: 1_800,
  condition: 'test ! -e /tmp/block-poweroff',
} as const;

const STYLE = { lineWidth: 0, defaultKeyType: 'PLAIN', defaultStringType: 'QUOTE_DOUBLE' } as const;

/**
 * Makes a document for cloud-init. Every text is a quoted string of ASCII characters on one line. So a value has the
 * same meaning in every version of YAML, and very simple parsers can read it.
 */
export function cloudConfig(value: Readonly<Record<string, unknown>>): string {
  const yaml = stringify(value, STYLE).replace(/[^\n\x20-\x7e]/gu, escaped);
  return `#cloud-config\n${yaml}`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
