import { z } from 'zod';
import { ImportError } from '../fetch/error.js';

// The format of Simplestreams: an index names files of products; a product has versions, a version has items. Tags that
// stand further up count for everything below.
const tags = z.record(z.string(), z.unknown());
const indexDocument = z.object({
  format: z.literal('index:1.0'),
  index: z.record(z.string(), z.object({ path: z.string(), format: z.string().default('products:1.0') })),
});
const version = z.looseObject({ items: z.record(z.string(), tags).default({}) });
const product = z.looseObject({ versions: z.record(z.string(), version).default({}) });
const productsDocument = z.looseObject({
  format: z.literal('products:1.0'),
  products: z.record(z.string(), product),
});

/** What makes an item a file of boot images; items that lack one of these are something else. */
const imageTags = z.object({
  os: z.string().default('ubuntu'),
  release: z.string(),
  arch: z.string(),
  subarch: z.string().default('generic'),
  subarches: z.string().optional(),
  label: z.string().default('release'),
  ftype: z.string(),
  path: z.string(),
  sha256: z.unknown(),
  size: z.unknown(),
});

/** A file that one or more boot images have. Nothing of it has been checked but its presence. */
export interface Item {
  readonly product: string;
  readonly version: string;
  readonly os: string;
  readonly release: string;
  readonly arch: string;
  /** Comma-separated: each of them has an image with this file. */
  readonly subarches: string;
  readonly label: string;
  readonly ftype: string;
  readonly path: string;
  readonly sha256: unknown;
  readonly size: unknown;
}

/** The paths of the product files that an index lists, below the mirror's root. @throws ImportError */
export function readIndex(name: string, text: string): string[] {
  const { index } = readDocument(name, text, indexDocument);
  return Object.values(index).flatMap(({ path, format }) => (format === 'products:1.0' ? [path] : []));
}

/** The items of a file of products: in its order, but of each product the newest version first. @throws ImportError */
export function readProducts(name: string, text: string): Item[] {
  const { products, ...common } = readDocument(name, text, productsDocument);
  return Object.entries(products).flatMap(([productName, { versions, ...ofProduct }]) =>
    newestFirst(versions).flatMap(([versionName, { items, ...ofVersion }]) =>
      Object.values(items).flatMap((ofItem) =>
        itemOf(productName, versionName, { ...common, ...ofProduct, ...ofVersion, ...ofItem }),
      ),
    ),
  );
}

function newestFirst<Version>(versions: Readonly<Record<string, Version>>): [string, Version][] {
  return Object.entries(versions).sort(([one], [other]) => (one < other ? 1 : -1));
}

function itemOf(productName: string, versionName: string, all: Readonly<Record<string, unknown>>): Item[] {
  const parsed = imageTags.safeParse(all);
  if (!parsed.success) return [];
  const { subarch, subarches = subarch, ...rest } = parsed.data;
  return [{ product: productName, version: versionName, subarches, ...rest }];
}

function readDocument<Document>(name: string, text: string, document: z.ZodType<Document>): Document {
  const parsed = document.safeParse(jsonOf(name, text));
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  throw new ImportError(`${name} is no Simplestreams file: ${path.join('.')}: ${message}`);
}

function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ImportError(`${name} is no JSON.`);
  }
}
