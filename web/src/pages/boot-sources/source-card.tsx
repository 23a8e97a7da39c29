import type { BootSource, Selection } from '../../api/region-lists.js';
import { Button } from '../../ui/button.js';
import { Selections } from './selections.js';

interface Props {
  readonly uuid: string;
  readonly source: BootSource;
  readonly selections: readonly Selection[];
  readonly onOpen: (kind: 'edit' | 'delete') => void;
}

/** A boot source with what of it is imported. */
export function SourceCard({ uuid, source: { id, url, keyring_filename }, selections, onOpen }: Props) {
  return (
    <section className="card" aria-label={url}>
      <h2>{url}</h2>
      <p>{keyring_filename ? `Signed by a key of ${keyring_filename}` : 'Signed by a key of an uploaded keyring'}</p>
      <Selections uuid={uuid} source={id} selections={selections} />
      <p className="row-actions">
        <Button aria-label={`Edit ${url}`} onClick={() => onOpen('edit')}>
          Edit
        </Button>
        <Button aria-label={`Delete ${url}`} onClick={() => onOpen('delete')}>
          Delete
        </Button>
      </p>
    </section>
  );
}
