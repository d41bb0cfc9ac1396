/** For tests: realms and peers that are closed behind each test of a file, and what one asks of their jobs. */
import { afterEach } from 'vitest';
import { connect, type Peer } from '../../peer/client.ts';
import type { Job, JobBest } from '../../peer/procedures.ts';
import type { Store } from '../../router-lite/store/store.ts';
import { type Anneal, joinAsDonor, kernelDonor, openRealm, type TestRealm } from './realm-of-one-process.ts';

type Role = Parameters<TestRealm['link']>[0];

/** To be called where a test file begins; what was opened last is closed first. */
export function realms() {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const closeAfter = (close: () => unknown): void => void closing.push(close);

  async function realm(store?: Store): Promise<TestRealm> {
    const it = await openRealm(store);
    closeAfter(() => it.close());
    return it;
  }

  function peerOf(it: TestRealm, role: Role): Peer {
    const peer = connect({ link: it.link(role), realm: 'lehr' });
    closeAfter(() => peer.close());
    return peer;
  }

  /** Ada, who works as `anneal` says; by default as honest donors do. */
  const donorJoins = (it: TestRealm, anneal: Anneal = kernelDonor(it.store)) =>
    joinAsDonor(peerOf(it, 'donor'), anneal, { name: 'Ada' });

  return { realm, peerOf, donorJoins, closeAfter };
}

export async function jobsOf(it: TestRealm): Promise<readonly Job[]> {
  return (await asViewer(it, (viewer) => viewer.call('lehr.job.list', {}))).jobs;
}

export function jobOf(it: TestRealm, id: string): Promise<Job> {
  return asViewer(it, (viewer) => viewer.call('lehr.job.get', { id }));
}

/**
 * Resolves when the job has a best of a later version; what was told before anybody listened counts: of a small problem there may
 * be nothing more to tell.
 */
export async function hearsOfBest(viewer: Peer, id: string, than = 0): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = (best: JobBest | null) => {
      if (best !== null && best.version > than) resolve();
    };
    const ask = async () => {
      await viewer.subscribe(`lehr.job.${id}.best`, look);
      look((await viewer.call('lehr.job.get', { id })).best);
    };
    ask().catch(reject);
  });
}

/** The same, for who has no viewer. */
export function improved(it: TestRealm, id: string): Promise<void> {
  return asViewer(it, (viewer) => hearsOfBest(viewer, id));
}

async function asViewer<T>(it: TestRealm, ask: (viewer: Peer) => Promise<T>): Promise<T> {
  const viewer = connect({ link: it.link('viewer'), realm: 'lehr' });
  try {
    return await ask(viewer);
  } finally {
    await viewer.close();
  }
}
