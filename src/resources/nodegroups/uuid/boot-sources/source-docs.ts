/** The documentation of the parameters of a boot source. */
export const SOURCE_DOCS = {
  url: 'The URL of the images: http, https or ftp.',
  keyring_filename: 'The path, on the cluster, of the keyring. Either this or keyring_data is needed.',
};
