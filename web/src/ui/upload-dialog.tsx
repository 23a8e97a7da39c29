import { useState } from 'react';
import { Field, TextField } from './field.js';
import { FormDialog } from './form-dialog.js';

interface Props {
  readonly title: string;
  readonly done: string;
  /** The topic of the queries that the upload makes old */
  readonly changes: string;
  /** The parameter of the name, whose problem stands at the field */
  readonly nameParameter: string;
  readonly nameHelp: string;
  /** The name of what is replaced; undefined: the person chooses a name. */
  readonly known?: string | undefined;
  /** @throws ApiError */
  readonly send: (name: string, file: File) => Promise<unknown>;
  readonly onClose: () => void;
}

/** A dialog that uploads a file under a name, which is at first that of the file. */
export function UploadDialog({ title, done, changes, nameParameter, nameHelp, known, send, onClose }: Props) {
  const [name, setName] = useState(known ?? '');
  const [file, setFile] = useState<File>();
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    if (chosen && name === '') setName(chosen.name);
  };
  return (
    <FormDialog
      title={title}
      action="Upload"
      done={done}
      changes={[changes]}
      fields={[nameParameter]}
      send={async () => file && (await send(name, file))}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <Field label="File">
            {(control) => (
              <input {...control} type="file" required onChange={({ target }) => choose(target.files?.[0])} />
            )}
          </Field>
          <TextField
            label="Name"
            help={nameHelp}
            value={name}
            onChange={setName}
            problem={problems[nameParameter]}
            required
            readOnly={known !== undefined}
          />
        </>
      )}
    </FormDialog>
  );
}
