import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { type Column, DataTable, type Sort, sortRows } from './data-table.js';

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly usual?: Sort;
  readonly empty: ReactNode;
}

/** Longer tables have a field that finds rows. */
const MANY = 30;

/** A table that people sort by its columns, and search when it is long. */
export function SortedTable<Row>({ usual = '', ...props }: Props<Row>) {
  const { label, rows, columns } = props;
  const [sort, setSort] = useState<Sort>(usual);
  const [sought, setSought] = useState('');
  const later = useDeferredValue(sought);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const found = useMemo(() => findRows(sorted, columns, later), [sorted, columns, later]);
  const isSearched = rows.length > MANY || sought !== '';
  const empty = rows.length === 0 ? props.empty : <p className="empty">Nothing matches the search.</p>;
  return (
    <>
      {isSearched && (
        <div className="toolbar">
          <input
            type="search"
            className="table-search"
            aria-label={`Search ${label.toLowerCase()}`}
            placeholder="Search"
            value={sought}
            onChange={({ target }) => setSought(target.value)}
            spellCheck={false}
          />
          <p className="toolbar__count" role="status">
            {later !== '' && `${found.length.toLocaleString('en')} found`}
          </p>
        </div>
      )}
      <DataTable {...props} rows={found} sort={sort} onSort={setSort} empty={empty} />
    </>
  );
}

/** The rows whose sortable columns contain a text. */
function findRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], text: string): readonly Row[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return rows;
  const contains = (row: Row) => (column: Column<Row>) =>
    String(column.sortBy?.(row) ?? '')
      .toLowerCase()
      .includes(wanted);
  return rows.filter((row) => columns.some(contains(row)));
}
