import { type ReactNode, useMemo, useState } from 'react';
import { type Column, DataTable, type Sort, sortRows } from './data-table.js';

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly usual?: Sort;
  readonly empty: ReactNode;
}

/** A table that people sort by its columns. */
export function SortedTable<Row>({ usual = '', ...props }: Props<Row>) {
  const [sort, setSort] = useState<Sort>(usual);
  const rows = useMemo(() => sortRows(props.rows, props.columns, sort), [props.rows, props.columns, sort]);
  return <DataTable {...props} rows={rows} sort={sort} onSort={setSort} />;
}
