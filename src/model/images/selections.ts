import type { Db } from '../../db/database.js';
import { NotFound } from '../../errors.js';

/** Which images of a boot source a cluster gets. In each list `*` stands for all, and an empty one for none. */
export interface BootSourceSelection {
  readonly id: number;
  /** "": none */
  readonly release: string;
  readonly arches: readonly string[];
  readonly subarches: readonly string[];
  readonly labels: readonly string[];
}

export type SelectionSettings = Omit<BootSourceSelection, 'id'>;
export type SelectionChanges = { readonly [Field in keyof SelectionSettings]?: SelectionSettings[Field] | undefined };

const VIEW = { id: true, release: true, arches: true, subarches: true, labels: true } as const;

/** The selections of a boot source, the oldest first. */
export function listSelections(db: Db, bootSourceId: number): Promise<BootSourceSelection[]> {
  return db.prisma.bootSourceSelection.findMany({ where: { bootSourceId }, orderBy: { id: 'asc' }, select: VIEW });
}

export interface OwnedSelection extends BootSourceSelection {
  readonly bootSourceId: number;
}

/** The selections of all boot sources of a cluster, in the order of the sources. */
export function listClusterSelections(db: Db, nodegroupId: number): Promise<OwnedSelection[]> {
  return db.prisma.bootSourceSelection.findMany({
    where: { bootSource: { nodegroupId } },
    orderBy: [{ bootSourceId: 'asc' }, { id: 'asc' }],
    select: { ...VIEW, bootSourceId: true },
  });
}

/** A selection, if it is of this boot source. @throws NotFound */
export async function readSelection(db: Db, bootSourceId: number, id: number): Promise<BootSourceSelection> {
  const selection = await db.prisma.bootSourceSelection.findFirst({ where: { id, bootSourceId }, select: VIEW });
  if (!selection) throw new NotFound();
  return selection;
}

export function createSelection(
  tx: Db,
  bootSourceId: number,
  settings: SelectionSettings,
): Promise<BootSourceSelection> {
  return tx.prisma.bootSourceSelection.create({ data: { bootSourceId, ...written(settings) }, select: VIEW });
}

/** Changes what is given. @throws NotFound */
export async function updateSelection(tx: Db, id: number, changes: SelectionChanges): Promise<BootSourceSelection> {
  const [changed] = await tx.prisma.bootSourceSelection.updateManyAndReturn({
    where: { id },
    data: written(changes),
    select: VIEW,
  });
  if (!changed) throw new NotFound();
  return changed;
}

/** Prisma takes lists that it might change, and no undefined. */
function written<Changes extends SelectionChanges>({ release, arches, subarches, labels }: Changes) {
  return {
    ...(release !== undefined && { release }),
    ...(arches && { arches: [...arches] }),
    ...(subarches && { subarches: [...subarches] }),
    ...(labels && { labels: [...labels] }),
  };
}

/** @throws NotFound */
export async function deleteSelection(tx: Db, id: number): Promise<void> {
  const { count } = await tx.prisma.bootSourceSelection.deleteMany({ where: { id } });
  if (count === 0) throw new NotFound();
}
