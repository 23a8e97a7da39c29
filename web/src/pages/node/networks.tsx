import { useQuery } from '@tanstack/react-query';
import type { Node } from '../../api/node.js';
import { networksOf } from '../../api/node-parts.js';
import { Loaded } from '../../ui/states.js';

export function NodeNetworks({ node }: { readonly node: Node }) {
  const networks = useQuery(networksOf(node.system_id));
  return (
    <section className="card" aria-labelledby="networks-title">
      <h2 id="networks-title">Networks</h2>
      <h3>MAC addresses</h3>
      {node.macaddress_set.length === 0 && <p className="card__calm">The node has no MAC address.</p>}
      <ul className="plain-list">
        {node.macaddress_set.map(({ mac_address }) => (
          <li key={mac_address}>
            <code>{mac_address}</code>
          </li>
        ))}
      </ul>
      <h3>IP addresses</h3>
      {node.ip_addresses.length === 0 && <p className="card__calm">The node has no lease.</p>}
      <ul className="plain-list">
        {node.ip_addresses.map((ip) => (
          <li key={ip}>
            <code>{ip}</code>
          </li>
        ))}
      </ul>
      <h3>Attached to</h3>
      <Loaded query={networks} what="the networks">
        {(list) =>
          list.length === 0 ? (
            <p className="card__calm">The node is attached to no network.</p>
          ) : (
            <ul className="plain-list">
              {list.map(({ name, ip, netmask, vlan_tag }) => (
                <li key={name}>
                  <strong>{name}</strong> <code>{`${ip} / ${netmask}`}</code>
                  {vlan_tag !== null && ` VLAN ${vlan_tag}`}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {node.routers && node.routers.length > 0 && (
        <>
          <h3>Neighbours by LLDP</h3>
          <ul className="plain-list">
            {node.routers.map((router) => (
              <li key={router}>
                <code>{router}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
