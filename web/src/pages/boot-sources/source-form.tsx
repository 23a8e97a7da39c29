import { useState } from 'react';
import { base64Of } from '../../api/base64.js';
import { api } from '../../api/client.js';
import { dataOf, textOf } from '../../api/errors.js';
import type { BootSource } from '../../api/region-lists.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { Field, TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';

interface Props {
  readonly uuid: string;
  readonly source: BootSource | undefined;
  readonly onClose: () => void;
}

/** The form of a boot source. The mirror can be checked before the source is saved. */
export function SourceForm({ uuid, source, onClose }: Props) {
  const [url, setUrl] = useState(source?.url ?? '');
  const [filename, setFilename] = useState(source?.keyring_filename ?? '');
  const [data, setData] = useState(source?.keyring_data ?? '');
  const [check, setCheck] = useState<{ readonly ok: boolean; readonly text: string }>();
  const [isChecking, setChecking] = useState(false);
  const body = { url, keyring_filename: filename, keyring_data: data };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setData(base64Of(new Uint8Array(await file.arrayBuffer())));
    setFilename('');
  };
  // A source has one keyring: the later choice counts.
  const nameFile = (name: string) => {
    setFilename(name);
    if (name !== '') setData('');
  };
  const look = async () => {
    setChecking(true);
    try {
      const sent = api.POST('/api/1.0/nodegroups/{uuid}/boot-sources/;op=check', { params: { path: { uuid } }, body });
      const { error, images, passed_over } = await dataOf(sent);
      const releases = [...new Set(images.map(({ release, arch }) => `${release} ${arch}`))].join(', ');
      const left = passed_over.length > 0 ? ` Not usable: ${passed_over.join('; ')}.` : '';
      setCheck(
        error === null
          ? { ok: true, text: `It offers ${countText(images.length, 'image')}: ${releases}.${left}` }
          : { ok: false, text: error },
      );
    } catch (error) {
      setCheck({ ok: false, text: textOf(error) });
    }
    setChecking(false);
  };
  const send = () => {
    if (!source)
      return dataOf(api.POST('/api/1.0/nodegroups/{uuid}/boot-sources/', { params: { path: { uuid } }, body }));
    const params = { path: { uuid, id: String(source.id) } };
    return dataOf(api.PUT('/api/1.0/nodegroups/{uuid}/boot-sources/{id}/', { params, body }));
  };
  return (
    <FormDialog
      title={source ? 'Change the boot source' : 'Add a boot source'}
      action={source ? 'Save' : 'Add boot source'}
      done="The boot source is saved."
      changes={['images']}
      fields={['url', 'keyring_filename', 'keyring_data']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <TextField
            label="URL of the mirror"
            type="url"
            value={url}
            onChange={setUrl}
            problem={problems.url}
            required
            autoFocus
          />
          <TextField
            label="Keyring file on the region controller"
            value={filename}
            onChange={nameFile}
            problem={problems.keyring_filename}
            placeholder="/usr/share/keyrings/…"
          />
          <Field
            label="Or upload a keyring"
            problem={problems.keyring_data}
            help={data === '' ? 'The public key that signs the mirror.' : 'A keyring is chosen.'}
          >
            {(control) => (
              <input
                {...control}
                key={String(data === '')}
                type="file"
                onChange={({ target }) => void choose(target.files?.[0])}
              />
            )}
          </Field>
          <Button onClick={() => void look()} disabled={isChecking || url === ''}>
            {isChecking ? 'Checking …' : 'Check mirror'}
          </Button>
          {check && (
            <p className={`notice ${check.ok ? 'is-good' : 'is-bad'}`} role="status">
              {check.text}
            </p>
          )}
        </>
      )}
    </FormDialog>
  );
}
