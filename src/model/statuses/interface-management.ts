/** NODEGROUPINTERFACE_MANAGEMENT of the API document: the services managed on an interface, as on the wire. */
export const InterfaceManagement = { UNMANAGED: 0, DHCP: 1, DHCP_AND_DNS: 2 } as const;
