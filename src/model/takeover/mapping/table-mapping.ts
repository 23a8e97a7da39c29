import { z } from 'zod';
import type { Cell } from '../../../db/bulk/copy-in.js';
import type { Conversion } from './conversion.js';
import { LeftOut } from './problems.js';

/** A row to insert into a table of the region. */
export interface NewRow {
  readonly table: string;
  readonly values: Readonly<Record<string, Cell>>;
}

/** A row of a dump: texts by column. */
export type OriginalRow = Readonly<Record<string, string | null>>;

/** How the rows of a table of the original become rows of the region. */
export interface TableMapping {
  /** The table of the original. */
  readonly source: string;
  /** The columns that are read. All tables have an `id`. */
  readonly columns: readonly string[];
  /** A table whose rows are joined, `[table, own column]`: its columns follow as `table.column`. */
  readonly joined: JoinedTable | undefined;
  /** The rows that are in memory at once at most, for a table whose rows may be megabytes long. */
  readonly mostRows: number | undefined;
  /** Converts a row. It reports the problems. @returns nothing for a row that is left out */
  convert(row: OriginalRow, conversion: Conversion): readonly NewRow[];
}

/** A table that is read together with another, whose column `by` has its id. */
interface JoinedTable {
  readonly source: string;
  readonly by: string;
  readonly columns: readonly string[];
}

interface Options<Shape extends z.ZodRawShape> {
  readonly source: string;
  readonly shape: Shape;
  readonly joined?: JoinedTable;
  readonly mostRows?: number;
  /** @throws LeftOut */
  readonly convert: (row: z.output<z.ZodObject<Shape>>, conversion: Conversion) => readonly NewRow[];
}

/** Makes a mapping. The shape has a reader for each column. */
export function tableMapping<Shape extends z.ZodRawShape>({
  source,
  shape,
  joined,
  mostRows,
  convert,
}: Options<Shape>): TableMapping {
  const schema = z.object(shape);
  const foreign = joined?.columns.map((column) => `${joined.source}.${column}`) ?? [];
  return {
    source,
    joined,
    mostRows,
    columns: Object.keys(shape).filter((column) => !foreign.includes(column)),
    convert(row, conversion) {
      const parsed = schema.safeParse(row);
      if (!parsed.success) {
        const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
        conversion.leaveOut(reasons.join('; '));
        return [];
      }
      try {
        const rows = convert(parsed.data, conversion);
        if (rows.length > 0) conversion.take();
        return rows;
      } catch (error) {
        if (!(error instanceof LeftOut)) throw error;
        conversion.leaveOut(error.message);
        return [];
      }
    },
  };
}
