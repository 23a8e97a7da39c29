import { useRef, useState } from 'react';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Field } from './field.js';

interface Props {
  readonly title: string;
  readonly help: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Shows a secret that the region does not show again, with a button that copies it. */
export function SecretDialog({ title, help, secret, onClose }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [result, setResult] = useState('');
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setResult('The secret is copied.');
    } catch {
      // Over plain HTTP, pages have no clipboard.
      setResult('The secret is selected. Press Ctrl+C to copy it.');
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Field label="Secret" help={help}>
        {(control) => <input {...control} ref={input} readOnly value={secret} />}
      </Field>
      <p role="status">{result}</p>
      <div className="dialog__foot">
        <Button onClick={() => void copy()}>Copy</Button>
        <Button kind="positive" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
