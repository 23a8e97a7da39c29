import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '../../api/client.js';
import { ApiError, dataOf, textOf } from '../../api/errors.js';
import { clusterList, powerTypes, zoneList } from '../../api/lists.js';
import type { Node } from '../../api/node.js';
import { NODE_LIST } from '../../api/node.js';
import { useUser } from '../../session/session.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { SelectField, TextField } from '../../ui/field.js';
import { NO_POWER, powerFields } from './power.js';
import { PowerForm } from './power-form.js';

const ACCEPTED = 1;
const KNOWN = ['hostname', 'architecture', 'mac_addresses', 'zone', 'nodegroup', 'power_type', 'power_parameters'];
const ARCHITECTURES = [
  'amd64/generic',
  'i386/generic',
  'armhf/generic',
  'armhf/highbank',
  'arm64/generic',
  'ppc64el/generic',
];

export function AddNode({ onClose }: { readonly onClose: () => void }) {
  const user = useUser();
  const [, go] = useLocation();
  const client = useQueryClient();
  const zones = useQuery(zoneList);
  const clusters = useQuery(clusterList);
  const { data: types = [] } = useQuery(powerTypes);
  const [fields, setFields] = useState({
    hostname: '',
    macs: '',
    architecture: 'amd64/generic',
    zone: '',
    nodegroup: '',
  });
  const [power, setPower] = useState(NO_POWER);
  const set = (name: keyof typeof fields) => (value: string) => setFields({ ...fields, [name]: value });

  const adding = useMutation({
    async mutationFn(): Promise<Node> {
      const { hostname, architecture, zone, nodegroup } = fields;
      const body = {
        architecture,
        mac_addresses: fields.macs.split(/[\s,]+/).filter((mac) => mac !== ''),
        ...(hostname !== '' && { hostname }),
        ...(zone !== '' && { zone }),
        ...(nodegroup !== '' && { nodegroup }),
        ...powerFields(power, types),
      };
      return dataOf(api.POST('/api/1.0/nodes/;op=new', { body }));
    },
    async onSuccess({ system_id }) {
      await client.invalidateQueries({ queryKey: NODE_LIST });
      onClose();
      go(`/nodes/${system_id}`);
    },
  });
  const problems = adding.error instanceof ApiError ? adding.error.fields : {};
  const isExplained = Object.keys(problems).some(
    (name) => KNOWN.includes(name) || name.startsWith('power_parameters_'),
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <Dialog title="Add a node" size="large" onClose={onClose}>
      <form onSubmit={send}>
        <p>
          {user.is_superuser
            ? 'The node is commissioned at once: it is powered on, examined, and then ready.'
            : 'The node waits until an administrator accepts it.'}
        </p>
        {adding.error && !isExplained && (
          <p className="notice is-bad" role="alert">
            {textOf(adding.error)}
          </p>
        )}
        <div className="two-fields">
          <TextField
            label="MAC addresses"
            help="One or more, with a space between them."
            value={fields.macs}
            onChange={set('macs')}
            problem={problems.mac_addresses}
            required
            autoFocus
          />
          <TextField
            label="Name (optional)"
            help="Without it, the region makes one."
            value={fields.hostname}
            onChange={set('hostname')}
            problem={problems.hostname}
          />
          <SelectField
            label="Architecture"
            value={fields.architecture}
            onChange={set('architecture')}
            problem={problems.architecture}
            options={ARCHITECTURES.map((name) => [name, name] as const)}
          />
          <SelectField
            label="Cluster"
            value={fields.nodegroup}
            onChange={set('nodegroup')}
            problem={problems.nodegroup}
            options={[
              ['', 'Found by the address'],
              ...(clusters.data ?? [])
                .filter(({ status }) => status === ACCEPTED)
                .map(({ uuid, cluster_name }) => [uuid, cluster_name] as const),
            ]}
          />
          {user.is_superuser && (
            <SelectField
              label="Zone"
              value={fields.zone}
              onChange={set('zone')}
              problem={problems.zone}
              options={[
                ['', 'default'],
                ...(zones.data ?? []).filter(({ name }) => name !== 'default').map(({ name }) => [name, name] as const),
              ]}
            />
          )}
        </div>
        {user.is_superuser && <PowerForm power={power} onChange={setPower} problems={problems} />}
        <div className="dialog__foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="positive" disabled={adding.isPending}>
            {adding.isPending ? 'Adding …' : 'Add node'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
