import { z } from 'zod';
import type { Tags } from './simplestreams.js';

const MAX_FILE_BYTES = 16 * 1024 ** 3;
const NO_SIZE = `it is not a number of bytes from 0 to ${MAX_FILE_BYTES}`;

/** The items of a list that is separated by commas; without empty ones. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
);

const imageTags = z
  .looseObject({
    os: z.string().default('ubuntu'),
    release: z.string(),
    arch: z.string(),
    subarch: z.string().default('generic'),
    subarches: z.string().optional(),
    label: z.string().default('release'),
    ftype: z.string(),
    path: z.string(),
  })
  .transform(({ subarch, subarches = subarch, ...rest }) => ({ ...rest, subarches: list.parse(subarches) }))
  .refine(({ subarches }) => subarches.length > 0, { path: ['subarches'] });

/** A file of one or more boot images: each subarchitecture has an image with it. */
export type ImageTags = z.infer<typeof imageTags>;

/** @returns the names of missing or bad tags for an item that is not a file of a boot image */
export function readImageTags(tags: Tags): ImageTags | { readonly missing: string } {
  const parsed = imageTags.safeParse(tags);
  if (parsed.success) return parsed.data;
  return { missing: [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ') };
}

const CHECKSUM = /^(md5|sha\d+|blake\w+)$/;

/** What an item lacks for its verification, in words; undefined when it has a SHA-256 and a size. */
export function findLack({ sha256, size, ...others }: Tags): string | undefined {
  const checksums = Object.keys(others).filter((name) => CHECKSUM.test(name) && !isEmpty(others[name]));
  const noSha256 = checksums.length > 0 ? `no sha256, only ${checksums.sort().join(' and ')}` : 'no sha256';
  const lacks = [...(isEmpty(sha256) ? [noSha256] : []), ...(isEmpty(size) ? ['no size'] : [])];
  return lacks.length > 0 ? lacks.join(', and ') : undefined;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The name of a folder or a file of the image tree: no separators, no dot in front. */
const segment = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._+~-]{0,99}$/, 'it cannot be the name of a folder');
/** A path below the root of the mirror. Mirrors may write `./a//b` for `a/b`. */
const mirrorPath = z
  .string()
  .max(1_000)
  .refine((path) => !/[\\\p{Cc}]|^[/]|^[a-z][a-z\d+.-]*:/iu.test(path), 'it is not a relative path')
  .transform((path) => path.split('/').filter((part) => part !== '' && part !== '.'))
  .refine((parts) => parts.length > 0, 'it is empty')
  .refine((parts) => !parts.includes('..'), 'it leaves the mirror')
  .transform((parts) => parts.join('/'));

const place = z.object({
  os: segment,
  release: segment,
  arch: segment,
  label: segment,
  ftype: segment,
  subarches: z.array(segment),
});
const file = z.object({
  path: mirrorPath,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'it is no SHA-256')
    .toLowerCase(),
  size: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], NO_SIZE)
    .refine((size) => Number.isInteger(size) && size >= 0 && size <= MAX_FILE_BYTES, NO_SIZE),
});

/** What an item lacks, in words, so that it cannot be used. */
export interface Lack {
  readonly lack: string;
}

/** Which file of which images an item is: each is a safe name. */
export function checkPlace(tags: ImageTags): z.infer<typeof place> | Lack {
  return check(place, tags);
}

/** How a file is fetched and verified. */
export function checkFile(tags: ImageTags): z.infer<typeof file> | Lack {
  return check(file, tags);
}

function check<Checked>(schema: z.ZodType<Checked>, tags: ImageTags): Checked | Lack {
  const parsed = schema.safeParse(tags);
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  return { lack: `no usable ${String(path[0])}: ${message}` };
}

/** A relative path on a mirror as part of a URL. */
export function encodePath(path: string): string | Lack {
  const { data, error } = mirrorPath.safeParse(path);
  return error ? { lack: `no usable path: ${error.issues[0]?.message}` } : encodeParts(data);
}

/** A checked path as part of a URL. */
export function encodeParts(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
