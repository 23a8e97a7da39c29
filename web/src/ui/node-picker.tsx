import { useId, useState } from 'react';
import type { Node } from '../api/node.js';
import { Field } from './field.js';

interface Props {
  readonly label: string;
  readonly nodes: readonly Node[];
  /** Called with the node of a complete name, MAC address or id, and with undefined for any other text */
  readonly onPick: (node: Node | undefined) => void;
}

/** A browser is slow with thousands of suggestions. */
const MOST = 30;

/** A field that finds one node of very many by its name, MAC address or id. */
export function NodePicker({ label, nodes, onPick }: Props) {
  const list = useId();
  const [text, setText] = useState('');
  const sought = text.trim().toLowerCase();
  const found = nodes.filter((node) => namesOf(node).some((name) => name.includes(sought))).slice(0, MOST);
  const change = (typed: string) => {
    setText(typed);
    const name = typed.trim().toLowerCase();
    onPick(nodes.find((node) => namesOf(node).includes(name)));
  };
  return (
    <Field label={label} help="Type a name, a MAC address or an id.">
      {(control) => (
        <>
          <input
            {...control}
            type="text"
            list={list}
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => change(target.value)}
          />
          <datalist id={list}>
            {found.map(({ system_id, hostname }) => (
              <option key={system_id} value={hostname} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function namesOf({ system_id, hostname, macaddress_set }: Node): string[] {
  return [hostname.toLowerCase(), system_id, ...macaddress_set.map(({ mac_address }) => mac_address)];
}
