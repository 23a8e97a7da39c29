import { stringify } from 'yaml';

/** A machine is off when it is not used. Whoever wants to look into one makes that file in time. */
export const POWER_OFF = {
  delay: 'now',
  mode: 'poweroff',
  timeout: 1_800,
  condition: 'test ! -e /tmp/block-poweroff',
} as const;

const STYLE = { lineWidth: 0, defaultKeyType: 'PLAIN', defaultStringType: 'QUOTE_DOUBLE' } as const;

/**
 * A document for cloud-init. Every text is a quoted string of ASCII characters on one line: nothing in a value can be
 * taken for anything else, whichever version of YAML a reader knows, and the simplest of readers finds it.
 */
export function cloudConfig(value: Readonly<Record<string, unknown>>): string {
  const yaml = stringify(value, STYLE).replace(/[^\n\x20-\x7e]/gu, escaped);
  return `#cloud-config\n${yaml}`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
