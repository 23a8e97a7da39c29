import { useQuery } from '@tanstack/react-query';
import type { Node } from '../../api/node.js';
import { nodeSummary } from '../../api/node-parts.js';
import { Loaded } from '../../ui/states.js';

/** The MAC addresses of a node with their networks and leases, and the neighbours that LLDP found. */
export function NodeNetworks({ node }: { readonly node: Node }) {
  const summary = useQuery(nodeSummary(node.system_id));
  return (
    <section className="card" aria-labelledby="networks-title">
      <h2 id="networks-title">Networks</h2>
      <Loaded query={summary} what="the networks">
        {({ macs }) => (
          <>
            {macs.length === 0 && <p className="card__calm">The node has no MAC address.</p>}
            {macs.map(({ mac_address, networks, ip_addresses }) => (
              <div key={mac_address} className="mac">
                <code>{mac_address}</code>
                <p>
                  {ip_addresses.length === 0 ? 'no lease' : ip_addresses.map((ip) => <code key={ip}>{ip}</code>)}
                  {networks.map((name) => (
                    <span key={name} className="chip">
                      {name}
                    </span>
                  ))}
                </p>
              </div>
            ))}
          </>
        )}
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
