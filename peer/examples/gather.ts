import { gather, given, type Peer, remote } from '../index.ts';

const offer = remote('shop.offer', { args: (shop: string) => [shop], result: Number });

/** The first shop that sells below the limit; leaving the loop cancels the calls to all others. */
export async function firstBelow(
  peer: Peer,
  shops: readonly string[],
  limit: number,
): Promise<string | null> {
  const asked = shops.map((shop) => given(offer, shop));
  for await (const { index, ...answer } of gather(peer, asked, { concurrency: 8 }))
    if (answer.ok && answer.output < limit) return shops[index]!;
  return null;
}
