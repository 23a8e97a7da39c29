import { z } from 'zod';
import { ImportError } from '../fetch/error.js';
import type { Item } from './simplestreams.js';

const MAX_FILE_BYTES = 16 * 1024 ** 3;

/** Becomes a folder or a file of the image tree: no separators, no dot in front. */
const segment = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._+~-]{0,99}$/, 'It cannot be the name of a folder.');
const mirrorPath = z
  .string()
  .min(1)
  .max(1_000)
  .refine((path) => !/[\\\p{Cc}]|^[/]|^[a-z][a-z\d+.-]*:/iu.test(path), 'It is not a relative path.')
  .refine((path) => path.split('/').every((part) => !['', '.', '..'].includes(part)), 'It leaves the mirror.');

/** The items of a list that is separated by commas; without empty ones. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

const checked = z.object({
  product: z.string(),
  version: z.string(),
  os: segment,
  release: segment,
  arch: segment,
  label: segment,
  ftype: segment,
  path: mirrorPath,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'It is no SHA-256.')
    .toLowerCase(),
  size: z.coerce.number().int().min(0).max(MAX_FILE_BYTES),
  subarches: z.string().transform(splitList).pipe(z.array(segment)),
});

/** An item that may be fetched and stored. */
export type CheckedItem = z.infer<typeof checked>;

/** @throws ImportError when an item's files could end up elsewhere than they should, or cannot be verified */
export function checkItem(item: Item): CheckedItem {
  const parsed = checked.safeParse(item);
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  const place = [item.product, item.version, item.ftype, ...path].join(' ');
  throw new ImportError(`The mirror's product files cannot be used: ${place}: ${message}`);
}

/** A relative path on a mirror as part of a URL. @throws ImportError */
export function urlPath(path: string): string {
  const parsed = mirrorPath.safeParse(path);
  if (!parsed.success) throw new ImportError(`The mirror's index cannot be used: ${JSON.stringify(path)}`);
  return path.split('/').map(encodeURIComponent).join('/');
}

/** A file on a mirror. */
export interface RemoteFile {
  readonly url: URL;
  /** The path on the mirror */
  readonly name: string;
  readonly sha256: string;
  /** Bytes */
  readonly size: number;
}

/** The files with which nodes of one kind boot, and where they come from. */
export interface Image {
  readonly os: string;
  readonly arch: string;
  readonly subarch: string;
  readonly release: string;
  readonly label: string;
  readonly product: string;
  readonly version: string;
  /** Comma-separated: all that boot with these files. */
  readonly supportedSubarches: string;
  /** By the names that they have in the image's folder. */
  readonly files: Readonly<Record<string, RemoteFile>>;
}
