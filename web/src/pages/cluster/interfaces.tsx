import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { type Interface, interfaceList } from '../../api/region-lists.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { RowActions } from '../../ui/row-actions.js';
import { Loaded } from '../../ui/states.js';
import { useForm } from '../../ui/use-form.js';

const MANAGEMENT = [
  ['0', 'Unmanaged'],
  ['1', 'DHCP'],
  ['2', 'DHCP and DNS'],
] as const;
const ADDRESSES = [
  ['ip', 'Address of the cluster'],
  ['subnet_mask', 'Netmask'],
  ['broadcast_ip', 'Broadcast address'],
  ['router_ip', 'Router'],
  ['ip_range_low', 'First address for nodes'],
  ['ip_range_high', 'Last address for nodes'],
] as const;

type Open =
  | { readonly kind: 'edit'; readonly known?: Interface }
  | { readonly kind: 'delete'; readonly known: Interface };

export function Interfaces({ uuid }: { readonly uuid: string }) {
  const query = useQuery(interfaceList(uuid));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <section className="card" aria-labelledby="interfaces-title">
      <h2 id="interfaces-title">Interfaces</h2>
      <Loaded query={query} what="the interfaces">
        {(interfaces) => (
          <ul className="items">
            {interfaces.map((known) => (
              <li key={known.interface}>
                <div>
                  <strong>{known.interface || 'without a name'}</strong>
                  <p>
                    {known.ip}, {MANAGEMENT[known.management]?.[1]}
                    {known.ip_range_low && `, nodes get ${known.ip_range_low} to ${known.ip_range_high}`}
                  </p>
                </div>
                <RowActions
                  name={known.interface}
                  actions={[
                    ['Edit', () => setOpen({ kind: 'edit', known })],
                    ['Delete', () => setOpen({ kind: 'delete', known })],
                  ]}
                />
              </li>
            ))}
            {interfaces.length === 0 && <li>The cluster has no interfaces.</li>}
          </ul>
        )}
      </Loaded>
      <Button onClick={() => setOpen({ kind: 'edit' })}>Add interface</Button>
      {open?.kind === 'edit' && <InterfaceForm uuid={uuid} known={open.known} onClose={close} />}
      {open?.kind === 'delete' && (
        <FormDialog
          title={`Delete interface ${open.known.interface}`}
          action="Delete"
          isDangerous
          done="The interface is deleted."
          changes={['clusters']}
          send={() =>
            dataOf(
              api.DELETE('/api/1.0/nodegroups/{uuid}/interfaces/{interface_name}/', {
                params: { path: { uuid, interface_name: open.known.interface } },
              }),
            )
          }
          onClose={close}
        >
          {() => <p>The cluster no longer serves machines on it.</p>}
        </FormDialog>
      )}
    </section>
  );
}

interface FormProps {
  readonly uuid: string;
  readonly known: Interface | undefined;
  readonly onClose: () => void;
}

function InterfaceForm({ uuid, known, onClose }: FormProps) {
  const { fields, set } = useForm({
    interface: known?.interface ?? '',
    management: String(known?.management ?? 0),
    ip: known?.ip ?? '',
    subnet_mask: known?.subnet_mask ?? '',
    broadcast_ip: known?.broadcast_ip ?? '',
    router_ip: '',
    ip_range_low: known?.ip_range_low ?? '',
    ip_range_high: known?.ip_range_high ?? '',
  });
  const send = () => {
    const { interface: name, router_ip, management, ...addresses } = fields;
    const chosen = MANAGEMENT.find(([value]) => value === management)?.[0];
    const router = router_ip === '' ? {} : { router_ip };
    const body = { ...addresses, ...router, ...(chosen && { management: chosen }) };
    if (known) {
      const params = { path: { uuid, interface_name: known.interface } };
      return dataOf(api.PUT('/api/1.0/nodegroups/{uuid}/interfaces/{interface_name}/', { params, body }));
    }
    const params = { path: { uuid } };
    const sent = api.POST('/api/1.0/nodegroups/{uuid}/interfaces/;op=new', {
      params,
      body: { ...body, interface: name },
    });
    return dataOf(sent);
  };
  return (
    <FormDialog
      title={known ? `Interface ${known.interface}` : 'Add an interface'}
      size="large"
      action="Save"
      done="The interface is saved."
      changes={['clusters']}
      fields={['interface', 'management', ...ADDRESSES.map(([name]) => name)]}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <div className="two-fields">
          <TextField
            label="Name"
            placeholder="eth0"
            value={fields.interface}
            onChange={set('interface')}
            problem={problems.interface}
            readOnly={known !== undefined}
            autoFocus
          />
          <SelectField
            label="Management"
            value={fields.management}
            onChange={set('management')}
            problem={problems.management}
            options={MANAGEMENT}
          />
          {ADDRESSES.map(([name, label]) => (
            <TextField
              key={name}
              label={label}
              help={known && name === 'router_ip' ? 'The region does not show it. Empty: it stays.' : undefined}
              value={fields[name]}
              onChange={set(name)}
              problem={problems[name]}
            />
          ))}
        </div>
      )}
    </FormDialog>
  );
}
