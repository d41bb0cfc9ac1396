import { given, oror, outputsOf, type Peer, parallel, pipe, remote, run, within } from '../index.ts';

const price = remote('shop.price', { args: (item: string) => [item], result: Number });
const list = () => 10;

/** What the items cost together: four are asked for at once, each within half a second or at its list price. */
export function total(peer: Peer, items: readonly string[]): Promise<number> {
  const prices = parallel(
    items.map((item) => given(oror(within(price, 500), list), item)),
    { concurrency: 4 },
  );
  const sum = pipe(prices, (outcomes) => outputsOf(outcomes).reduce((a, b) => a + b, 0));
  return run(peer, sum, null);
}
