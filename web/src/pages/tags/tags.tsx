import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { type Tag, tagList } from '../../api/lists.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { useNodeCounts } from '../nodes/node-counts.js';
import { TagForm } from './tag-form.js';

type Open = { readonly kind: 'edit' | 'delete'; readonly tag?: Tag };

export default function Tags() {
  const query = useQuery(tagList);
  const { is_superuser: isAdmin } = useUser();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title="Tags"
      aside={query.data && countText(query.data.length, 'tag')}
      actions={
        isAdmin && (
          <Button kind="positive" onClick={() => setOpen({ kind: 'edit' })}>
            <Icon name="plus" /> Add tag
          </Button>
        )
      }
    >
      <Loaded query={query} what="the tags">
        {(tags) => <TagTable tags={tags} onOpen={isAdmin ? setOpen : undefined} />}
      </Loaded>
      {open?.kind === 'edit' && <TagForm tag={open.tag} onClose={close} />}
      {open?.kind === 'delete' && open.tag && <DeleteTag tag={open.tag} onClose={close} />}
    </Page>
  );
}

function TagTable({ tags, onOpen }: { tags: readonly Tag[]; onOpen: ((open: Open) => void) | undefined }) {
  const nodeCounts = useNodeCounts('tag');
  return (
    <SortedTable
      label="Tags"
      rows={tags}
      keyOf={({ name }) => name}
      usual="name"
      empty={
        <Empty title="There are no tags yet.">
          <p>A tag marks nodes: by hand, or by a definition that reads their hardware.</p>
        </Empty>
      }
      columns={[
        {
          id: 'name',
          title: 'Name',
          width: 'minmax(9rem, 1fr)',
          sortBy: ({ name }) => name,
          render: ({ name }) => name,
        },
        nodeCounts,
        {
          id: 'definition',
          title: 'Definition',
          width: 'minmax(14rem, 3fr)',
          sortBy: ({ definition }) => definition,
          render: ({ definition }) => (definition === '' ? 'by hand' : <code>{definition}</code>),
        },
        { id: 'comment', title: 'Comment', width: 'minmax(8rem, 2fr)', render: ({ comment }) => comment },
        {
          id: 'actions',
          title: 'Actions',
          width: '9rem',
          render: (tag) =>
            onOpen && (
              <RowActions
                name={tag.name}
                actions={[
                  ['Edit', () => onOpen({ kind: 'edit', tag })],
                  ['Delete', () => onOpen({ kind: 'delete', tag })],
                ]}
              />
            ),
        },
      ]}
    />
  );
}

function DeleteTag({ tag: { name }, onClose }: { readonly tag: Tag; readonly onClose: () => void }) {
  return (
    <FormDialog
      title={`Delete tag ${name}`}
      action="Delete"
      isDangerous
      done="The tag is deleted."
      changes={['tags', 'nodes']}
      send={() => dataOf(api.DELETE('/api/1.0/tags/{name}/', { params: { path: { name } } }))}
      onClose={onClose}
    >
      {() => <p>All nodes lose the tag.</p>}
    </FormDialog>
  );
}
