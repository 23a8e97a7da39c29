import type { Db } from '../../db/database.js';
import { findViolatedConstraint } from '../../db/database-failure.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';
import { type FieldErrors, Invalid } from '../../errors.js';
import type { Problems } from '../../params/problems.js';
import { requireNoWebhook } from '../webhooks/filter.js';
import { rebuildTag } from './rebuild.js';

export const TAG_NAME_LENGTH = 256;

/** A tag as the API shows it, without its URI. */
export interface Tag {
  readonly id: number;
  readonly name: string;
  /** XPath 1.0; "" for a tag whose nodes are set by hand. */
  readonly definition: string;
  readonly comment: string;
  readonly kernel_opts: string | null;
}

export interface NewTag {
  readonly name: string;
  readonly definition?: string | undefined;
  readonly comment?: string | undefined;
  readonly kernel_opts?: string | undefined;
}

export type TagChanges = { readonly [Field in keyof NewTag]?: NewTag[Field] | undefined };

const TAG = 'id, name, definition, comment, kernel_opts';

const list = statement<[], Tag>('tag_list', `SELECT ${TAG} FROM tags ORDER BY id`);
const byName = statement<[string], Tag>('tag_read', `SELECT ${TAG} FROM tags WHERE name = $1`);
const lock = statement<[string], Tag>('tag_lock', `${byName.text} FOR NO KEY UPDATE`);
const lockById = statement<[number], Tag>('tag_lock_id', `SELECT ${TAG} FROM tags WHERE id = $1 FOR NO KEY UPDATE`);
const hold = statement<[string], Tag>('tag_hold', `${byName.text} FOR SHARE`);

export function listTags(db: Db): Promise<Tag[]> {
  return db.sql(list);
}

/** @throws NotFound */
export function readTag(db: Db, name: string): Promise<Tag> {
  return firstRow(db.sql(byName, name));
}

/** Reads and locks a tag until the transaction ends. @throws NotFound */
export function lockTag(tx: Db, name: string): Promise<Tag> {
  return firstRow(tx.sql(lock, name));
}

/** Reads a tag and takes a shared lock on it until the transaction ends. @throws NotFound */
export function holdTag(tx: Db, name: string): Promise<Tag> {
  return firstRow(tx.sql(hold, name));
}

const insert = statement<[string, string, string, string], Tag>(
  'tag_insert',
  `INSERT INTO tags (name, definition, comment, kernel_opts) VALUES ($1, $2, $3, $4) RETURNING ${TAG}`,
);

const update = statement<[number, string, string, string, string | null], Tag>(
  'tag_update',
  `UPDATE tags SET name = $2, definition = $3, comment = $4, kernel_opts = $5 WHERE id = $1 RETURNING ${TAG}`,
);

const takeOff = statement<[number], never>('tag_take_off', 'DELETE FROM node_tags WHERE tag_id = $1');

const taken = statement<[string, number | null], { taken: boolean }>(
  'tag_taken',
  'SELECT EXISTS (SELECT FROM tags WHERE name = $1 AND id IS DISTINCT FROM $2::int) AS taken',
);

/**
 * Checks the name and the definition of a tag. A stored definition stays, also one that is not valid.
 * @param known undefined for a new tag
 * @param flaws what `checkDefinition` found
 */
export async function checkTag(
  tx: Db,
  known: Tag | undefined,
  { name, definition }: TagChanges,
  flaws: FieldErrors,
  problems: Problems,
): Promise<void> {
  if (name !== undefined && name !== known?.name) {
    const [row] = await tx.sql(taken, name, known?.id ?? null);
    if (row?.taken) problems.add('name', NAME_TAKEN);
  }
  if (definition !== known?.definition) problems.addAll(flaws);
}

const NAME_TAKEN = 'Tag with this Name already exists.';

/**
 * Creates a tag and enqueues its evaluation.
 * @throws Invalid when the name was taken since `checkTag`
 */
export async function createTag(tx: Db, tag: NewTag): Promise<Tag> {
  const { name, definition = '', comment = '', kernel_opts = '' } = tag;
  const made = await written(tx.sql(insert, name, definition, comment, kernel_opts));
  await rebuildTag(tx, made.id);
  return made;
}

/**
 * Changes the given attributes of a tag. With a new definition, the tag is removed from its nodes at once, and then
 * added to the nodes that match. An empty new definition leaves the tag on its nodes.
 * @param known the tag as it was looked up
 * @throws Invalid when the name was taken since `checkTag`
 * @throws NotFound when the tag was deleted since it was read
 */
export async function updateTag(tx: Db, { id }: Tag, changes: TagChanges): Promise<Tag> {
  const old = await firstRow(tx.sql(lockById, id));
  const {
    name = old.name,
    definition = old.definition,
    comment = old.comment,
    kernel_opts = old.kernel_opts,
  } = changes;
  const redefined = definition !== old.definition && definition !== '';
  const changed = await written(tx.sql(update, id, name, definition, comment, kernel_opts));
  if (!redefined) return changed;
  await tx.sql(takeOff, id);
  await rebuildTag(tx, id);
  return changed;
}

async function written(write: Promise<Tag[]>): Promise<Tag> {
  try {
    return await firstRow(write);
  } catch (error) {
    if (findViolatedConstraint(error) === undefined) throw error;
    throw Invalid.field('name', NAME_TAKEN);
  }
}

const lockToDelete = statement<[string], Tag>('tag_lock_delete', `${byName.text} FOR UPDATE`);

/** Deletes a tag and removes it from its nodes. @throws NotFound, Conflict when a webhook filters by the tag */
export async function deleteTag(tx: Db, name: string): Promise<void> {
  const tag = await firstRow(tx.sql(lockToDelete, name));
  await requireNoWebhook(tx, 'tag', tag);
  await tx.prisma.tag.deleteMany({ where: { id: tag.id } });
}
