import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf, textOf } from '../../api/errors.js';
import { type Download, downloadList, imageList } from '../../api/region-lists.js';
import { bytesText, countText } from '../../ui/amounts.js';
import { announce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { LongList } from '../../ui/long-list.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';

export function Images({ uuid }: { readonly uuid: string }) {
  const client = useQueryClient();
  const images = useQuery(imageList(uuid));
  const downloads = useQuery(downloadList(uuid));
  const [problem, setProblem] = useState('');
  const params = { path: { uuid } };
  const act = async (work: Promise<unknown>, done: string) => {
    setProblem('');
    try {
      await work;
      announce(done);
      await client.invalidateQueries({ queryKey: ['images'] });
    } catch (error) {
      setProblem(textOf(error));
    }
  };
  const begin = () =>
    act(
      dataOf(api.POST('/api/1.0/nodegroups/{uuid}/;op=import_boot_images', { params, parseAs: 'text' })),
      'The import begins.',
    );
  const cancel = () =>
    act(
      dataOf(api.POST('/api/1.0/nodegroups/{uuid}/;op=cancel_import', { params, parseAs: 'text' })),
      'The import is being cancelled.',
    );
  return (
    <section className="card" aria-labelledby="images-title">
      <h2 id="images-title">Images {images.data && `(${countText(images.data.length, 'image')})`}</h2>
      <p className="row-actions">
        <Button kind="positive" onClick={() => void begin()}>
          Import images
        </Button>
        <Button onClick={() => void cancel()}>Cancel import</Button>
      </p>
      {problem !== '' && (
        <p className="notice is-bad" role="alert">
          {problem}
        </p>
      )}
      <Loaded query={downloads} what="the downloads">
        {(files) => (
          <LongList
            label="Downloads"
            className="downloads"
            items={files}
            keyOf={({ filename, began }) => `${filename} ${began}`}
            render={(file) => <DownloadRow file={file} />}
          />
        )}
      </Loaded>
      <Loaded query={images} what="the images">
        {(list) => (
          <SortedTable
            label="Images"
            rows={list}
            keyOf={({ id }) => String(id)}
            usual="release"
            empty={<Empty title="The cluster has no images: its nodes cannot boot. Import them." />}
            columns={[
              {
                id: 'release',
                title: 'Release',
                width: 'minmax(8rem, 1fr)',
                sortBy: ({ release }) => release,
                render: ({ release }) => release,
              },
              {
                id: 'architecture',
                title: 'Architecture',
                width: 'minmax(8rem, 1fr)',
                sortBy: ({ architecture }) => architecture,
                render: ({ architecture, subarchitecture }) => `${architecture}/${subarchitecture}`,
              },
              {
                id: 'purpose',
                title: 'Purpose',
                width: '9rem',
                sortBy: ({ purpose }) => purpose,
                render: ({ purpose }) => purpose,
              },
              {
                id: 'label',
                title: 'Label',
                width: '7rem',
                sortBy: ({ label }) => label,
                render: ({ label }) => label,
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}

function DownloadRow({
  file: { filename, state, size, bytes_downloaded: bytes, bytes_per_second: rate, error },
}: {
  readonly file: Download;
}) {
  return (
    <>
      <span>{filename}</span>
      {state === 'failed' ? (
        <p className="is-bad">{error}</p>
      ) : (
        <>
          <progress
            aria-label={filename}
            {...(size !== null && { max: Math.max(size, 1), value: size === 0 ? 1 : (bytes ?? 0) })}
          />
          <small>
            {state === 'complete'
              ? 'complete'
              : `${bytesText(bytes ?? 0)} of ${size === null ? 'an unknown size' : bytesText(size)}`}
            {state === 'running' && rate !== null && `, ${bytesText(rate)}/s`}
          </small>
        </>
      )}
    </>
  );
}
