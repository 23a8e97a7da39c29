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

export type Tags = Readonly<z.infer<typeof tags>>;

/** An entry of an index: a file of products, unless the format is another. */
export interface IndexEntry {
  readonly name: string;
  /** Below the root of the mirror. */
  readonly path: string;
  readonly format: string;
}

/** A version of a product, with its tags and all tags of each item. The tags are not validated. */
export interface ProductVersion {
  readonly product: string;
  /** "" for a product without versions. */
  readonly version: string;
  readonly tags: Tags;
  readonly items: readonly Tags[];
}

export const PRODUCTS_FORMAT = 'products:1.0';

/** @throws ImportError */
export function readIndex(name: string, text: string): IndexEntry[] {
  const { index } = readDocument(name, text, indexDocument);
  return Object.entries(index).map(([entry, { path, format }]) => ({ name: entry, path, format }));
}

/** The versions in the order of their products, and of each product the newest first. @throws ImportError */
export function readProducts(name: string, text: string): ProductVersion[] {
  const { products, ...common } = readDocument(name, text, productsDocument);
  return Object.entries(products).flatMap(([name, { versions, ...ofProduct }]) => {
    const tags = { ...common, ...ofProduct };
    const sorted = newestFirst(versions).map(([version, { items, ...ofVersion }]) =>
      createVersion(name, version, { ...tags, ...ofVersion }, items),
    );
    return sorted.length > 0 ? sorted : [createVersion(name, '', tags, {})];
  });
}

function createVersion(product: string, version: string, tags: Tags, items: Readonly<Record<string, Tags>>) {
  return { product, version, tags, items: Object.values(items).map((ofItem) => ({ ...tags, ...ofItem })) };
}

/** Numbers count by their value: 20140416.10 is newer than 20140416.9. */
const order = new Intl.Collator('en', { numeric: true });

function newestFirst<Version>(versions: Readonly<Record<string, Version>>): [string, Version][] {
  return Object.entries(versions).sort(([one], [other]) => order.compare(other, one));
}

function readDocument<Document>(name: string, text: string, document: z.ZodType<Document>): Document {
  const parsed = document.safeParse(parseJson(name, text));
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  throw new ImportError(`${name} is no Simplestreams file: ${path.join('.')}: ${message}`);
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ImportError(`${name} is no JSON.`);
  }
}
