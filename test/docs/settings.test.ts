import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SETTING_NAMES } from '../../src/settings.js';

const textOf = (file: string): string => readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');
const sorted = (names: Iterable<string>): string[] => [...names].sort();

const Compose = z.object({
  services: z.object({ region: z.object({ environment: z.record(z.string(), z.unknown()) }) }),
});

test('.env.example describes each setting, and no other', () => {
  const names = [...textOf('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = '']) => name);
  expect(sorted(names)).toEqual(sorted(SETTING_NAMES));
});

test('docs/operations.md lists each setting, and no other', () => {
  const [, section = ''] = /^## Settings\n(.*?)^## /ms.exec(textOf('docs/operations.md')) ?? [];
  const names = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = '']) => name);
  expect(sorted(names)).toEqual(sorted(SETTING_NAMES));
});

test('docker-compose.yml passes each setting, and no other', () => {
  const { environment } = Compose.parse(parse(textOf('docker-compose.yml'))).services.region;
  expect(sorted(Object.keys(environment))).toEqual(sorted(SETTING_NAMES));
  /** What the container fixes: the address within it, its port and its volume. */
  const fixed = ['HOST', 'PORT', 'MAAS_DATA_DIR'];
  const passed = Object.entries(environment).filter(([name, value]) => String(value).startsWith(`\${${name}:-`));
  expect(sorted(passed.map(([name]) => name))).toEqual(sorted(SETTING_NAMES.filter((name) => !fixed.includes(name))));
});
