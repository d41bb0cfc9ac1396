/**
 * Router and orchestrator inside a browser, joined by a linked pair: what `lehr serve` is (cli/house.ts), for as long as a
 * tab of the demo is open. All is in memory.
 */
import { kinds } from '../anneal/kinds.ts';
import { systemClock } from '../orchestrator/clock.ts';
import { createOrchestrator } from '../orchestrator/orchestrator.ts';
import { REALM, ROLES } from '../orchestrator/realm.ts';
import { OWN_ROLE } from '../orchestrator/reception.ts';
import { referenceOf } from '../orchestrator/references.ts';
import { rounds } from '../orchestrator/rounds.ts';
import { connect } from '../peer/client.ts';
import type { JobSpec } from '../peer/procedures.ts';
import { createBareRouter } from '../router-lite/browser.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import type { Store } from '../router-lite/store/store.ts';
import type { Ways } from '../worker/browser-peer.ts';
import type { DemoJob } from './job.ts';
import { openJudge } from './judge.ts';

/** Seconds of donated time of a round, and milliseconds until the next: as `lehr serve`. */
const ROUND = 300;
const BETWEEN_ROUNDS = 15_000;

/** Starts it and its job. The ways lead to it, for the peer of this browser. */
export async function openHouse(job: DemoJob): Promise<Ways> {
  const store = memoryStore();
  const spec = await specOf(job, store);
  const router = createBareRouter({ realms: { [REALM]: { roles: ROLES } } });
  const link = (authid: string, authrole: string) => async () =>
    router.link({ realm: REALM, authid, authrole });
  const log = (line: string) => console.info(line);
  const orchestrator = await createOrchestrator({
    peer: connect({ link: link('orchestrator', 'orchestrator'), realm: REALM }),
    judge: openJudge(kinds),
    store,
    clock: systemClock,
    references: referenceOf,
    log,
  });
  const [first] = await orchestrator.resume([spec]);
  rounds({
    orchestrator,
    spec,
    first: first!,
    pause: BETWEEN_ROUNDS,
    ended: ({ best }) => log(`round over: ${best?.energy}`),
    failed: (error) => log(`the next round cannot begin: ${error}`),
  });
  return {
    // Nobody else can get in, and who would lie to his own browser.
    link: link('donor', OWN_ROLE),
    async fetchBlob(sha256) {
      const bytes = store.getBlob(sha256);
      if (!bytes) throw new Error(`the demo has no blob ${sha256}`);
      return bytes;
    },
  };
}

async function specOf({ title, kind, problem, view }: DemoJob, store: Store): Promise<JobSpec> {
  const bytes = Uint8Array.from(atob(problem), (character) => character.charCodeAt(0));
  return {
    title,
    kind,
    problem: await store.putBlob(bytes),
    view: await store.putBlob(new TextEncoder().encode(view)),
    budget: ROUND,
    reference: null,
  };
}
