/** What this peer says it is in HELLO.Details.agent: the browser's own words, which the upgrade request has told already, or Node's version. */
export function agent(): string {
  const { navigator, process } = globalThis as {
    readonly navigator?: { readonly userAgent?: string };
    readonly process?: { readonly versions?: { readonly node?: string } };
  };
  const { node } = process?.versions ?? {};
  return navigator?.userAgent ?? (node === undefined ? 'Lehr' : `Node ${node}`);
}
