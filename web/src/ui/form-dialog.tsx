import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { ApiError, textOf } from '../api/errors.js';
import { announce } from './announcer.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';

interface Props {
  readonly title: string;
  /** The text of the button that sends */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly size?: 'small' | 'large';
  /** Sends the form. @throws ApiError */
  readonly send: () => Promise<unknown>;
  /** The topics of the queries that the change makes old */
  readonly changes: readonly string[];
  /** What is said when the form was accepted */
  readonly done: string;
  readonly onClose: () => void;
  /** The fields that show their problems themselves; undefined: none */
  readonly fields?: readonly string[];
  readonly children: (problems: Readonly<Record<string, string>>) => ReactNode;
}

/** A dialog with a form. It stays open, with what was typed, until the region accepts it. */
export function FormDialog(props: Props) {
  const { title, action, isDangerous = false, size, send, changes, done, onClose, fields = [], children } = props;
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: send,
    onSuccess() {
      announce(done);
      for (const topic of changes) void client.invalidateQueries({ queryKey: [topic] });
    },
  });
  const problems = sending.error instanceof ApiError ? sending.error.fields : {};
  const isExplained = Object.keys(problems).some((name) => fields.includes(name));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A dialog that was closed meanwhile must not close the next one: this is not called then.
    sending.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Dialog title={title} onClose={onClose} {...(size && { size })}>
      <form onSubmit={submit}>
        {sending.error && !isExplained && (
          <p className="notice is-bad" role="alert">
            {textOf(sending.error)}
          </p>
        )}
        {children(problems)}
        <div className="dialog__foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind={isDangerous ? 'negative' : 'positive'} disabled={sending.isPending}>
            {sending.isPending ? 'Sending …' : action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
