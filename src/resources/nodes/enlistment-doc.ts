/** The documentation of enlistment for the operations that accept nodes. */
export const ENLISTMENT = `Nodes can be enlisted in the MAAS anonymously or by non-admin users, as opposed to by an admin. These
nodes are held in the Declared state; a MAAS admin must first verify the authenticity of these enlistments, and accept
them.`;
