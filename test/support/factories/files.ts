import type { As, Region } from '../region.js';
import { StoredFile } from '../shapes.js';

/** A part of a form that is a file. */
export const filePart = (data: Buffer | string) => ({ filename: 'file', data });

/** Stores a file of an account, in place of one of the same name. */
export async function makeFile(
  region: Region,
  as: As,
  filename: string,
  data: Buffer | string = 'data',
): Promise<void> {
  (await region.post(as, 'files/', { op: 'add', filename, file: filePart(data) })).ok();
}

/** The files of an account, as the list has them. */
export async function filesOf(region: Region, as: As): Promise<StoredFile[]> {
  return (await region.get(as, 'files/', { op: 'list' })).as(StoredFile.array());
}
