import { type FormEvent, useState } from 'react';
import type { Node } from '../api/node.js';
import { useUser } from '../session/session.js';
import { countText } from '../ui/amounts.js';
import { announce } from '../ui/announcer.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import type { NodeAction } from './actions.js';
import { OPTIONS } from './options.js';
import { Preview } from './preview.js';
import { Results } from './results.js';
import { type ActionOptions, type Result, runAction } from './run.js';

interface Props {
  readonly action: NodeAction;
  readonly nodes: readonly Node[];
  /** Called when the action has been performed, and its results were read. */
  readonly onClose: () => void;
  /** Called when the person leaves it undone; without it, `onClose` is. */
  readonly onCancel?: () => void;
}

/** Shows what an action will do with each node, performs it, and shows the result of each node. */
export function ActionDialog({ action, nodes: chosen, onClose, onCancel = onClose }: Props) {
  const user = useUser();
  // The nodes as they were when the dialog opened: what it showed is what it does.
  const [nodes] = useState(chosen);
  const [options, setOptions] = useState<ActionOptions>({});
  const [results, setResults] = useState<readonly Result[]>();
  const [isDone, setDone] = useState(false);
  const possible = nodes.filter((node) => action.refusal(node, user) === undefined);

  const perform = async (event: FormEvent) => {
    event.preventDefault();
    setResults([]);
    await runAction(action.id, possible, options, (more) => setResults((known = []) => [...known, ...more]));
    setDone(true);
    announce(`${action.title}: done for ${countText(possible.length, 'node')}.`);
  };

  const title = `${action.title} ${countText(nodes.length, 'node')}`;
  if (results) {
    return (
      <Dialog title={title} size="large" onClose={isDone ? onClose : undefined}>
        <Results results={results} total={possible.length} />
        <div className="dialog__foot">
          {/* By its key it is a new button at the end, which gets the focus. */}
          <Button key={String(isDone)} kind="positive" onClick={onClose} disabled={!isDone} autoFocus={isDone}>
            {isDone ? 'Close' : 'Working …'}
          </Button>
        </div>
      </Dialog>
    );
  }
  const Options = OPTIONS[action.id];
  const isReady = (action.id !== 'set_zone' || options.zone) && (action.id !== 'tag' || options.tag);
  return (
    <Dialog title={title} size="large" onClose={onCancel}>
      <form onSubmit={perform}>
        {Options && <Options nodes={nodes} options={options} onChange={setOptions} />}
        <Preview action={action} nodes={nodes} user={user} />
        <div className="dialog__foot">
          <Button onClick={onCancel}>Cancel</Button>
          <Button
            type="submit"
            kind={action.isDangerous ? 'negative' : 'positive'}
            disabled={possible.length === 0 || !isReady}
            autoFocus
          >
            {action.title} {countText(possible.length, 'node')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
