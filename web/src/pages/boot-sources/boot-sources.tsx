import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { clusterList } from '../../api/lists.js';
import { type BootSource, bootSourceList, selectionList } from '../../api/region-lists.js';
import { Button } from '../../ui/button.js';
import { SelectField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { Icon } from '../../ui/icon.js';
import { LongList } from '../../ui/long-list.js';
import { Page } from '../../ui/page.js';
import { Empty, Loaded } from '../../ui/states.js';
import { SourceCard } from './source-card.js';
import { SourceForm } from './source-form.js';

type Open =
  | { readonly kind: 'edit'; readonly source?: BootSource }
  | { readonly kind: 'delete'; readonly source: BootSource };

export default function BootSources() {
  const params = useParams();
  const [, go] = useLocation();
  const clusters = useQuery(clusterList);
  const uuid = params.uuid ?? clusters.data?.[0]?.uuid;
  return (
    <Page title="Boot sources">
      <Loaded query={clusters} what="the clusters">
        {(list) =>
          uuid === undefined ? (
            <Empty title="There are no clusters, which have boot sources." />
          ) : (
            <>
              <SelectField
                label="Cluster"
                value={uuid}
                onChange={(chosen) => go(`/boot-sources/${encodeURIComponent(chosen)}`)}
                options={list.map((cluster) => [cluster.uuid, cluster.cluster_name] as const)}
              />
              <Sources key={uuid} uuid={uuid} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Sources({ uuid }: { readonly uuid: string }) {
  const query = useQuery(bootSourceList(uuid));
  const selections = useQuery(selectionList(uuid));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <>
      <p className="row-actions">
        <Button kind="positive" onClick={() => setOpen({ kind: 'edit' })}>
          <Icon name="plus" /> Add boot source
        </Button>
      </p>
      <Loaded query={query} what="the boot sources">
        {(sources) => (
          <Loaded query={selections} what="the selections">
            {(selected) => (
              <LongList
                label="Boot sources"
                className="stack"
                items={sources}
                keyOf={({ id }) => id}
                empty="The cluster has no boot sources: it imports nothing."
                render={(source) => (
                  <SourceCard
                    uuid={uuid}
                    source={source}
                    selections={selected.filter(({ boot_source_id }) => boot_source_id === source.id)}
                    onOpen={(kind) => setOpen({ kind, source })}
                  />
                )}
              />
            )}
          </Loaded>
        )}
      </Loaded>
      {open?.kind === 'edit' && <SourceForm uuid={uuid} source={open.source} onClose={close} />}
      {open?.kind === 'delete' && (
        <FormDialog
          title="Delete the boot source"
          action="Delete"
          isDangerous
          done="The boot source is deleted."
          changes={['images']}
          send={() =>
            dataOf(
              api.DELETE('/api/1.0/nodegroups/{uuid}/boot-sources/{id}/', {
                params: { path: { uuid, id: String(open.source.id) } },
              }),
            )
          }
          onClose={close}
        >
          {() => <p>{open.source.url}: the next import drops its images.</p>}
        </FormDialog>
      )}
    </>
  );
}
