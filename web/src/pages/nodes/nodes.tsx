import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Node } from '../../api/node.js';
import { nodeList } from '../../api/nodes.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { sortRows } from '../../ui/data-table.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { Loaded } from '../../ui/states.js';
import { AddNode } from './add-node.js';
import { BulkBar } from './bulk-bar.js';
import { ColumnPicker } from './column-picker.js';
import { COLUMNS } from './columns.js';
import { NodeTable } from './node-table.js';
import { SearchField } from './search-field.js';
import { readSearch } from './search-language.js';
import { useNodesUrl } from './use-nodes-url.js';
import { useSelection } from './use-selection.js';

export default function Nodes() {
  const query = useQuery(nodeList);
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title="Nodes"
      aside={query.data && countText(query.data.length, 'node')}
      actions={
        <Button kind="positive" onClick={() => setAdding(true)}>
          <Icon name="plus" /> Add node
        </Button>
      }
    >
      <Loaded query={query} what="the nodes">
        {(nodes) => <NodeSearch nodes={nodes} />}
      </Loaded>
      {isAdding && <AddNode onClose={() => setAdding(false)} />}
    </Page>
  );
}

function NodeSearch({ nodes }: { readonly nodes: readonly Node[] }) {
  const { username } = useUser();
  const url = useNodesUrl();
  const { text, sort, columns } = url;
  const search = useMemo(() => readSearch(text, username), [text, username]);
  const found = useMemo(() => nodes.filter((node) => search.matches(node)), [nodes, search]);
  const rows = useMemo(() => sortRows(found, COLUMNS, sort), [found, sort]);
  const selection = useSelection(rows);
  return (
    <>
      <div className="toolbar">
        <SearchField text={text} onChange={url.setText} problems={search.problems} />
        <p className="toolbar__count" role="status">
          {rows.length === nodes.length ? '' : `${rows.length.toLocaleString('en')} found`}
        </p>
        <ColumnPicker shown={columns} onChange={url.setColumns} />
      </div>
      <BulkBar selection={selection} />
      <NodeTable
        rows={rows}
        columns={columns}
        sort={sort}
        onSort={url.setSort}
        selection={selection}
        isSearched={text !== ''}
      />
    </>
  );
}
