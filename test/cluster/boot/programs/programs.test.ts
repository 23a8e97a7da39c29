import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { makeEfiProgram } from '../../../../src/cluster/boot/programs/efi-program.js';
import { PROGRAMS } from '../../../../src/cluster/boot/programs/programs.js';
import { useFolder } from '../../../support/folder.js';
import { needsTools } from '../../../support/tools.js';

const run = promisify(execFile);
const SOURCES = path.resolve(import.meta.dirname, '../../../../src/cluster/boot/programs');
const test = needsTools('as', 'ld');
const folder = useFolder();

/** Assembles a source and links it for the address at which it runs. @returns its bytes */
async function assemble(source: string, bits: 32 | 64, address: string): Promise<Buffer> {
  const [object, linked] = [folder.at(`${source}.o`), folder.at(`${source}.bin`)];
  await run('as', [`--${bits}`, '-o', object, path.join(SOURCES, source)]);
  const format = bits === 32 ? 'elf_i386' : 'elf_x86_64';
  await run('ld', ['-m', format, '-Ttext', address, '--oformat', 'binary', '-o', linked, object]);
  return readFile(linked);
}

test('poweroff-bios has the bytes of its source', async () => {
  const bytes = await assemble('poweroff-bios.s', 32, '0x7c00');
  expect(PROGRAMS.get('poweroff-bios')?.toString('base64')).toBe(bytes.toString('base64'));
});

test.each(['poweroff', 'boot-disk'])('%s.efi has the bytes of its source', async (name) => {
  const bytes = makeEfiProgram(await assemble(`${name}-efi.s`, 64, '0'));
  expect(PROGRAMS.get(`${name}.efi`)?.toString('base64')).toBe(bytes.toString('base64'));
});
