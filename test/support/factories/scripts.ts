import { z } from 'zod';
import type { Region } from '../region.js';
import { filePart } from './files.js';

/** Stores a commissioning script. */
export async function makeScript(
  region: Region,
  name: string,
  content: Buffer | string = '#!/bin/sh\n',
): Promise<void> {
  (await region.post('admin', 'commissioning-scripts/', { name, content: filePart(content) })).ok();
}

/** The names of the commissioning scripts, as the list has them. */
export async function scriptNames(region: Region): Promise<string[]> {
  return (await region.get('admin', 'commissioning-scripts/')).as(z.array(z.string()));
}
