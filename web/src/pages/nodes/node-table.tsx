import type { Node } from '../../api/node.js';
import { DataTable, type Sort } from '../../ui/data-table.js';
import { Empty } from '../../ui/states.js';
import { COLUMNS } from './columns.js';
import type { Selection } from './use-selection.js';

interface Props {
  readonly rows: readonly Node[];
  readonly columns: readonly string[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly selection: Selection;
  readonly isSearched: boolean;
}

export function NodeTable({ rows, columns, sort, onSort, selection, isSearched }: Props) {
  const isAll = rows.length > 0 && selection.nodes.length === rows.length;
  return (
    <DataTable
      label="Nodes"
      rows={rows}
      columns={COLUMNS.filter(({ id }) => columns.includes(id))}
      keyOf={({ system_id }) => system_id}
      sort={sort}
      onSort={onSort}
      isMarked={selection.has}
      lead={{
        head: (
          <input
            type="checkbox"
            aria-label="Choose all nodes of the list"
            checked={isAll}
            ref={(box) => {
              if (box) box.indeterminate = !isAll && selection.nodes.length > 0;
            }}
            onChange={({ target }) => selection.chooseAll(target.checked)}
          />
        ),
        cell: (node, index) => (
          <input
            type="checkbox"
            aria-label={`Choose ${node.hostname}`}
            checked={selection.has(node)}
            onChange={({ target, nativeEvent }) =>
              selection.choose(index, target.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
        ),
      }}
      empty={isSearched ? <Empty title="No node matches the search." /> : <NoNodes />}
    />
  );
}

function NoNodes() {
  return (
    <Empty title="There are no nodes yet.">
      <p>Boot a machine from the network of a cluster and it appears here, or add a node by its MAC address.</p>
    </Empty>
  );
}
