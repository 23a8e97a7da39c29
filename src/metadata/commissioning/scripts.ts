export function builtInScripts(): readonly { readonly name: string; readonly content: Buffer }[] {
  return [];
}
