import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, memo, type ReactNode, useRef } from 'react';
import { Icon } from './icon.js';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** A size of CSS grid: `8rem`, `minmax(10rem, 2fr)` */
  readonly width: string;
  readonly isNumber?: boolean;
  /** Without it, the column cannot be sorted. */
  readonly sortBy?: (row: Row) => string | number;
  readonly render: (row: Row) => ReactNode;
}

/** The id of a column, with a minus before it for the reverse order. */
export type Sort = string;

interface Props<Row> {
  /** What the rows are, as in `Nodes` */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** A cell before all others, such as a check box, and its header */
  readonly lead?: { readonly head: ReactNode; readonly cell: (row: Row, index: number) => ReactNode };
  readonly isMarked?: (row: Row) => boolean;
  readonly empty: ReactNode;
}

const ROW_PIXELS = 34;
const SCROLL_BAR_PIXELS = 18;

/** A table of any length: only the rows in view are in the page. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, keyOf, lead, isMarked, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
    scrollPaddingStart: ROW_PIXELS,
  });
  // A short table is as high as its rows, and room for a scroll bar below them.
  const height = virtual.getTotalSize() + ROW_PIXELS;
  const whole = rows.length > 0 ? { '--whole': `${height + SCROLL_BAR_PIXELS}px` } : {};
  const template = [...(lead ? ['2.25rem'] : []), ...columns.map(({ width }) => width)].join(' ');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <div className="table" ref={scroller} tabIndex={0} role="region" aria-label={label} style={whole as CSSProperties}>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        style={{ '--columns': template, height } as CSSProperties}
      >
        <Head {...props} />
        <div role="rowgroup">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <Row
                key={keyOf(row)}
                row={row}
                index={index}
                start={start}
                columns={columns}
                lead={lead}
                isMarked={isMarked?.(row) ?? false}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 && empty}
    </div>
  );
}

interface RowProps<Row> extends Pick<Props<Row>, 'columns' | 'lead'> {
  readonly row: Row;
  readonly index: number;
  /** In pixels, below the header */
  readonly start: number;
  readonly isMarked: boolean;
}

function PlainRow<Row>({ row, index, start, columns, lead, isMarked }: RowProps<Row>) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`table__row ${isMarked ? 'is-marked' : ''}`}
      style={{ transform: `translateY(${start + ROW_PIXELS}px)` }}
    >
      {lead && <div role="cell">{lead.cell(row, index)}</div>}
      {columns.map(({ id, isNumber, render }) => (
        <div role="cell" key={id} className={isNumber ? 'is-number' : undefined}>
          {render(row)}
        </div>
      ))}
    </div>
  );
}

/** A row renders anew only when it changes, so that scrolling renders the rows that come into view. */
const Row = memo(PlainRow) as typeof PlainRow;

function Head<Row>({ columns, lead, sort, onSort }: Props<Row>) {
  return (
    <div role="rowgroup" className="table__head">
      <div role="row" aria-rowindex={1} className="table__row">
        {lead && <div role="columnheader">{lead.head}</div>}
        {columns.map(({ id, title, isNumber, sortBy }) => {
          const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined;
          return (
            <div key={id} role="columnheader" aria-sort={direction} className={isNumber ? 'is-number' : undefined}>
              {sortBy && onSort ? (
                <button type="button" onClick={() => onSort(direction === 'ascending' ? `-${id}` : id)}>
                  {title}
                  {direction && <Icon name="down" />}
                </button>
              ) : (
                title
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Sorts rows by a column. Rows with equal values stay in their order. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort): readonly Row[] {
  const isReverse = sort.startsWith('-');
  const sortBy = columns.find(({ id }) => id === (isReverse ? sort.slice(1) : sort))?.sortBy;
  if (!sortBy) return rows;
  const keyed = rows.map((row) => ({ row, key: sortBy(row) }));
  const sign = isReverse ? -1 : 1;
  keyed.sort((a, b) => sign * compareKeys(a.key, b.key));
  return keyed.map(({ row }) => row);
}

const names = new Intl.Collator('en', { numeric: true });

function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return names.compare(String(a), String(b));
}
