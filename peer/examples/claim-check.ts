import { type Blobs, type Peer, remote, run } from '../index.ts';

const count = remote('text.count', { args: (claim: unknown) => [claim], result: Number });

/** A text of any length: up to 32 KiB it travels in the call, beyond that a claim on the blob does. */
export async function wordsIn(peer: Peer, blobs: Blobs, text: string): Promise<number> {
  const claim = await blobs.offer(new TextEncoder().encode(text), { type: 'text/plain' });
  return run(peer, count, claim);
}

/** Who counts fetches what was claimed, and compares it with its hash; whoever serves it need not be trusted. */
export async function countWords(peer: Peer, blobs: Blobs): Promise<void> {
  await peer.registerUri('text.count', async ([claim]) => {
    const text = new TextDecoder().decode(await blobs.redeem(claim));
    return text.split(/\s+/).length;
  });
}
