import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../api/client.js';
import { ApiError, dataOf, textOf } from '../../api/errors.js';
import { powerTypes } from '../../api/lists.js';
import type { Node } from '../../api/node.js';
import { readPowerParameters } from '../../api/node-parts.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Loaded } from '../../ui/states.js';
import { type Power, powerFields } from '../nodes/power.js';
import { PowerForm } from '../nodes/power-form.js';

interface Props {
  readonly node: Node;
  readonly onClose: () => void;
}

/** Shows and changes the power settings of a node. For administrators: they hold passwords, and each read is recorded. */
export function PowerParameters({ node, onClose }: Props) {
  const query = useQuery({
    // Passwords stay in no cache.
    queryKey: ['power-parameters', node.system_id],
    queryFn: () => readPowerParameters(node.system_id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog title={`Power settings of ${node.hostname}`} size="large" onClose={onClose}>
      <p>They hold passwords. An event says that you have read them.</p>
      <Loaded query={query} what="the power settings">
        {(parameters) => <SettingsForm node={node} parameters={parameters} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

interface FormProps extends Props {
  readonly parameters: Readonly<Record<string, unknown>>;
}

function SettingsForm({ node, parameters, onClose }: FormProps) {
  const client = useQueryClient();
  const { data: types = [] } = useQuery(powerTypes);
  const [stored] = useState(() =>
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
  );
  const [power, setPower] = useState<Power>({ type: node.power_type, parameters: stored });
  const saving = useMutation({
    mutationFn: () =>
      dataOf(
        api.PUT('/api/1.0/nodes/{system_id}/', {
          params: { path: { system_id: node.system_id } },
          body: powerFields(power, types, stored),
        }),
      ),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['nodes'] });
      onClose();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={send}>
      {saving.error && (
        <p className="notice is-bad" role="alert">
          {textOf(saving.error)}
        </p>
      )}
      <PowerForm
        power={power}
        onChange={setPower}
        problems={saving.error instanceof ApiError ? saving.error.fields : {}}
      />
      <div className="dialog__foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="positive" disabled={saving.isPending}>
          {saving.isPending ? 'Saving …' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
