import { z } from 'zod';
import { ImportError } from '../fetch/error.js';
import type { PassedOverList } from './passed-over.js';

// The format of Simplestreams: an index names files of products; a product has versions, a version has items. Tags that
// stand further up count for everything below.
const tags = z.record(z.string(), z.unknown());
/** Parts that are read one by one, so that an odd one does not lose the others. */
const parts = tags.nullish().transform((found) => found ?? {});
const entry = z.object({ path: z.string(), format: z.string().default('products:1.0') });
const indexDocument = z.object({ format: z.literal('index:1.0'), index: tags });
const version = z.looseObject({ items: parts });
const product = z.looseObject({ versions: parts });
const productsDocument = z.looseObject({ format: z.literal('products:1.0'), products: tags });

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

/** Reads the entries of an index. @throws ImportError for another document */
export function readIndex(name: string, text: string, passedOver: PassedOverList): IndexEntry[] {
  const { index } = readDocument(name, text, indexDocument);
  const entries = readParts(index, entry, (entry) => passedOver.add(entry, 'it is not an entry with a path'));
  return entries.map(([name, { path, format }]) => ({ name, path, format }));
}

/**
 * Reads the versions in the order of their products, and of each product the newest first.
 * @throws ImportError for another document
 */
export function readProducts(name: string, text: string, passedOver: PassedOverList): ProductVersion[] {
  const { products, ...common } = readDocument(name, text, productsDocument);
  const known = readParts(products, product, (name) => passedOver.add(name, 'it is not a product with versions'));
  return known.flatMap(([name, { versions, ...ofProduct }]) => {
    const tags = { ...common, ...ofProduct };
    if (Object.keys(versions).length === 0) return [{ product: name, version: '', tags, items: [] }];
    const passOver = (version: string) => passedOver.add(`${name} ${version}`, 'it is not a version with items');
    return newestFirst(readParts(versions, version, passOver)).map(([version, { items, ...ofVersion }]) =>
      createVersion(name, version, { ...tags, ...ofVersion }, items, passedOver),
    );
  });
}

function createVersion(
  product: string,
  version: string,
  ofVersion: Tags,
  items: Tags,
  passedOver: PassedOverList,
): ProductVersion {
  const passOver = (item: string) => passedOver.add(`${product} ${version}`, `its item ${item} has no tags`);
  const known = readParts(items, tags, passOver);
  return { product, version, tags: ofVersion, items: known.map(([, ofItem]) => ({ ...ofVersion, ...ofItem })) };
}

/** Reads the parts of an object that have a shape. @param passOver gets the names of the others */
function readParts<Part>(
  given: Tags,
  shape: z.ZodType<Part>,
  passOver: (name: string) => void,
): (readonly [name: string, part: Part])[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const { data, error } = shape.safeParse(value);
    if (!error) return [[name, data] as const];
    passOver(name);
    return [];
  });
}

/** Numbers count by their value: 20140416.10 is newer than 20140416.9. */
const order = new Intl.Collator('en', { numeric: true });

function newestFirst<Version>(versions: readonly (readonly [string, Version])[]): (readonly [string, Version])[] {
  return versions.toSorted(([one], [other]) => order.compare(other, one));
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
