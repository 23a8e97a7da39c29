import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import type { Network } from '../../api/region-lists.js';
import { AreaField } from '../../ui/area-field.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { useForm } from '../../ui/use-form.js';

/** Takes the tag away from a network. */
const UNTAGGED = '0';

interface Props {
  readonly network: Network | undefined;
  readonly onClose: () => void;
}

export function NetworkForm({ network, onClose }: Props) {
  const { fields, set } = useForm({
    name: network?.name ?? '',
    ip: network?.ip ?? '',
    netmask: network?.netmask ?? '',
    vlan_tag: network?.vlan_tag?.toString() ?? '',
    description: network?.description ?? '',
  });
  const send = () => {
    const { name, ip, netmask, description, vlan_tag } = fields;
    const common = { ip, netmask, description };
    const tag = vlan_tag === '' && !network ? {} : { vlan_tag: vlan_tag || UNTAGGED };
    if (!network) return dataOf(api.POST('/api/1.0/networks/', { body: { name, ...common, ...tag } }));
    const params = { path: { name: network.name } };
    return dataOf(api.PUT('/api/1.0/networks/{name}/', { params, body: { ...common, ...tag } }));
  };
  return (
    <FormDialog
      title={network ? `Network ${network.name}` : 'Add a network'}
      action={network ? 'Save' : 'Add network'}
      done="The network is saved."
      changes={['networks']}
      fields={['name', 'ip', 'netmask', 'vlan_tag', 'description']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <TextField
            label="Name"
            value={fields.name}
            onChange={set('name')}
            problem={problems.name}
            required
            autoFocus
            readOnly={network !== undefined}
          />
          <div className="two-fields">
            <TextField
              label="Base address"
              placeholder="10.1.0.0"
              value={fields.ip}
              onChange={set('ip')}
              problem={problems.ip}
              required
            />
            <TextField
              label="Netmask"
              placeholder="255.255.0.0"
              value={fields.netmask}
              onChange={set('netmask')}
              problem={problems.netmask}
              required
            />
          </div>
          <TextField
            label="VLAN (optional)"
            help="1 to 4094. Empty: untagged."
            type="number"
            value={fields.vlan_tag}
            onChange={set('vlan_tag')}
            problem={problems.vlan_tag}
          />
          <AreaField
            label="Description"
            value={fields.description}
            onChange={set('description')}
            problem={problems.description}
          />
        </>
      )}
    </FormDialog>
  );
}

export function DeleteNetwork({
  network: { name },
  onClose,
}: {
  readonly network: Network;
  readonly onClose: () => void;
}) {
  return (
    <FormDialog
      title={`Delete network ${name}`}
      action="Delete"
      isDangerous
      done="The network is deleted."
      changes={['networks']}
      send={() => dataOf(api.DELETE('/api/1.0/networks/{name}/', { params: { path: { name } } }))}
      onClose={onClose}
    >
      {() => <p>A network with attached nodes cannot be deleted: detach them first.</p>}
    </FormDialog>
  );
}
