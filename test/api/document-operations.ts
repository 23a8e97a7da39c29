/** An operation of the public document of API 1.0. */
export interface DocumentedOperation {
  readonly method: string;
  /** Below /api/1.0/ */
  readonly path: string;
  readonly op: string | null;
  /** Those that the document names, without path arguments. One that ends in `_` stands for all with that beginning. */
  readonly params: readonly string[];
}

/** Reads `METHOD path op params…`, `-` standing for no op. */
function parse(line: string): DocumentedOperation {
  const [method = '', path = '', op, ...params] = line.split(' ');
  return { method, path, op: op === undefined || op === '-' ? null : op, params };
}

/** The document's operations, in its order. */
export const DOCUMENT: readonly DocumentedOperation[] = [
  'POST account/ create_authorisation_token',
  'POST account/ delete_authorisation_token token_key',
  'GET nodegroups/{uuid}/boot-images/{id}/ -',
  'GET nodegroups/{uuid}/boot-images/ -',
  'POST nodegroups/{uuid}/boot-images/ report_boot_images images',
  'DELETE nodegroups/{uuid}/boot-sources/{id}/ -',
  'GET nodegroups/{uuid}/boot-sources/{id}/ -',
  'PUT nodegroups/{uuid}/boot-sources/{id}/ - url keyring_filename keyring_data',
  'DELETE nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/ -',
  'GET nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/ -',
  'PUT nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/ - release arches subarches labels',
  'GET nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/ -',
  'POST nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/ - release arches subarches labels',
  'GET nodegroups/{uuid}/boot-sources/ -',
  'POST nodegroups/{uuid}/boot-sources/ - url keyring_filename keyring_data',
  'GET maas/ get_config name',
  'POST maas/ set_config name value',
  'DELETE networks/{name}/ -',
  'GET networks/{name}/ -',
  'GET networks/{name}/ list_connected_macs',
  'POST networks/{name}/ connect_macs macs',
  'POST networks/{name}/ disconnect_macs macs',
  'PUT networks/{name}/ - ip netmask vlan_tag description',
  'GET networks/ - node',
  'POST networks/ - name ip netmask vlan_tag description',
  'GET nodegroups/{uuid}/ -',
  'GET nodegroups/{uuid}/ list_nodes',
  'POST nodegroups/{uuid}/ details',
  'POST nodegroups/{uuid}/ import_boot_images',
  'POST nodegroups/{uuid}/ probe_and_enlist_hardware model mac username password power_control power_address power_pass',
  'POST nodegroups/{uuid}/ probe_and_enlist_ucsm',
  'POST nodegroups/{uuid}/ report_download_progress filename size bytes_downloaded error',
  'POST nodegroups/{uuid}/ update_leases',
  'PUT nodegroups/{uuid}/ - name cluster_name status',
  'DELETE nodegroups/{uuid}/interfaces/{interface}/ -',
  'GET nodegroups/{uuid}/interfaces/{interface}/ -',
  'POST nodegroups/{uuid}/interfaces/{interface}/ report_foreign_dhcp foreign_dhcp_ip',
  'PUT nodegroups/{uuid}/interfaces/{interface}/ - ip management subnet_mask broadcast_ip router_ip ip_range_low ip_range_high',
  'GET nodegroups/{uuid}/interfaces/ list',
  'POST nodegroups/{uuid}/interfaces/ new ip interface management subnet_mask broadcast_ip router_ip ip_range_low ip_range_high',
  'GET nodegroups/ describe_power_types',
  'GET nodegroups/ list',
  'POST nodegroups/ accept uuid',
  'POST nodegroups/ import_boot_images',
  'POST nodegroups/ reject uuid',
  'DELETE nodes/{system_id}/ -',
  'GET nodes/{system_id}/ -',
  'GET nodes/{system_id}/ details',
  'POST nodes/{system_id}/ commission',
  'POST nodes/{system_id}/ release',
  'POST nodes/{system_id}/ start user_data distro_series',
  'POST nodes/{system_id}/ stop',
  'PUT nodes/{system_id}/ - hostname architecture power_type power_parameters_ zone',
  'DELETE nodes/{system_id}/macs/{mac_address}/ -',
  'GET nodes/{system_id}/macs/{mac_address}/ -',
  'GET nodes/{system_id}/macs/ -',
  'POST nodes/{system_id}/macs/ -',
  'GET nodes/ list hostname mac_address id zone agent_name',
  'GET nodes/ list_allocated',
  'POST nodes/ accept nodes',
  'POST nodes/ accept_all',
  'POST nodes/ acquire name arch cpu_count mem tags connected_to networks not_networks not_connected_to zone agent_name',
  'POST nodes/ check_commissioning',
  'POST nodes/ new architecture mac_addresses hostname power_type',
  'POST nodes/ release nodes',
  'POST nodes/ set_zone zone nodes',
  'DELETE account/prefs/sshkeys/{keyid}/ -',
  'GET account/prefs/sshkeys/{keyid}/ -',
  'POST account/prefs/sshkeys/{keyid}/ delete',
  'GET account/prefs/sshkeys/ list',
  'POST account/prefs/sshkeys/ new',
  'DELETE tags/{name}/ -',
  'GET tags/{name}/ -',
  'GET tags/{name}/ nodes',
  'POST tags/{name}/ rebuild',
  'POST tags/{name}/ update_nodes add remove definition nodegroup',
  'PUT tags/{name}/ - comment definition',
  'GET tags/ list',
  'POST tags/ new name comment definition kernel_opts',
  'GET users/ -',
  'POST users/ - username email password is_superuser',
  'DELETE zones/{name}/ -',
  'GET zones/{name}/ -',
  'PUT zones/{name}/ -',
  'GET zones/ -',
  'POST zones/ - name description',
  'GET commissioning-results/ list system_id name',
  'DELETE commissioning-scripts/{name} -',
  'GET commissioning-scripts/{name} -',
  'PUT commissioning-scripts/{name} -',
  'GET commissioning-scripts/ -',
  'POST commissioning-scripts/ - name content',
  'DELETE files/{filename}/ -',
  'GET files/{filename}/ -',
  'POST files/{filename}/ delete',
  'GET files/ get filename',
  'GET files/ get_by_key key',
  'GET files/ list prefix',
  'POST files/ add filename file',
].map(parse);

/** Operations that the document does not have. */
export const UNDOCUMENTED: readonly DocumentedOperation[] = [
  // Enlistment and clusters need them (docs/contract/nodes.md B4, docs/contract/rest.md 6).
  'GET nodes/ is_registered mac_address',
  'POST nodegroups/ register uuid name cluster_name interfaces claim_hash',
  // The cluster program of this project gets its key by it.
  'POST nodegroups/{uuid}/ claim_key secret',
  'GET nodegroups/{uuid}/ cluster_config version',
  'POST nodegroups/ refresh_workers',
  // Tells administrators what report_download_progress was told.
  'GET nodegroups/{uuid}/ download_progress',
  'GET nodegroups/ list_nodes',
  'GET nodegroups/ stalled_downloads',
  'GET nodegroups/{uuid}/ list_leases',
  'POST nodegroups/{uuid}/ cancel_import',
  'GET nodegroups/{uuid}/boot-sources/ list_selections',
  'POST nodegroups/{uuid}/boot-sources/ check url keyring_filename keyring_data',
  // The health of the region, for its web pages.
  'GET maas/ status',
  'GET events/ export format hostname mac_address id zone agent_name level limit',
  // Tells other systems of events.
  'GET webhooks/ -',
  'POST webhooks/ - url types level zone tag enabled',
  'GET webhooks/{id}/ -',
  'PUT webhooks/{id}/ - url types level zone tag enabled',
  'DELETE webhooks/{id}/ -',
  'POST webhooks/{id}/ test',
  'POST webhooks/{id}/ rotate_secret',
  'GET webhooks/{id}/ deliveries state before limit',
  'POST webhooks/{id}/ retry ids',
  // What pages show of a node beside its keys.
  'GET nodes/{system_id}/ summary',
  // Shows administrators what nodes of the cluster are told.
  'GET nodegroups/{uuid}/ region_url',
  // Shows administrators what a definition would tag.
  'POST tags/ preview definition system_id',
  // As MAAS 1.7 and 1.8 had them.
  'GET nodes/ deployment_status nodes',
  'POST nodes/{system_id}/ mark_broken error_description',
  'POST nodes/{system_id}/ mark_fixed',
  'POST nodes/{system_id}/ abort_operation',
  'GET installation-results/ list system_id name',
  'GET nodes/{system_id}/ query_power_state',
  'GET nodes/{system_id}/ power_parameters',
  // As MAAS 1.9 had it, and batches of what one node has.
  'GET nodes/ power_parameters id',
  'GET nodes/ query_power_state id',
  'POST nodes/ start nodes user_data distro_series',
  'POST nodes/ stop nodes stop_mode',
  // Restarts machines.
  'POST nodes/ power_cycle nodes stop_mode',
  'POST nodes/{system_id}/ power_cycle stop_mode',
  'GET events/ query hostname mac_address id zone agent_name level limit before after',
  // Names and times of keys and the caller's own account as MAAS 2 has them; changes of accounts.
  'GET account/ list_authorisation_tokens',
  'POST account/ update_token_name token name',
  'GET users/ whoami',
  'PUT users/{username}/ - email password is_superuser',
  'DELETE users/{username}/ - transfer_resources_to',
  // Served by the original, but not in its document.
  'GET users/{username}/ -',
  'GET version/ -',
  // What the clusters' TFTP servers ask (docs/contract/nodes.md D).
  'GET pxeconfig/ - mac arch subarch label local remote cluster_uuid',
].map(parse);
