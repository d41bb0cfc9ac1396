/**
 * What survives a SIGKILL: jobs, the best of each, accounts. One value is one write, so each is whole or absent.
 *
 *     job/<id>       JSON: JobRecord, with its run
 *     story/<id>     JSON: JobStory, of earlier versions: it is taken into the record
 *     best/<id>      uint32 little-endian length of a JSON head, the head (JobBest without its state), the state
 *     proof/<id>     JSON: Proof, bytes as in result-file.ts: how the best came to be, some hundred kB at most
 *     account/<id>   JSON: Account
 */
import type { JobBest } from '../peer/procedures.ts';
import type { Proof } from '../peer/proof.ts';
import { type JobEntry, type JobRecord, recordOf } from './job.ts';
import type { Account } from './leaderboard.ts';
import { proofFromText, proofToText } from './result-file.ts';
import { NO_RUN } from './run.ts';
import type { OrchestratorStore } from './store.ts';
import type { JobStory } from './story.ts';

const JOB = 'job/';
const BEST = 'best/';
const STORY = 'story/';
const PROOF = 'proof/';
const ACCOUNT = 'account/';

/** All that is kept, in byte order. */
export const KEPT = [ACCOUNT, BEST, JOB, PROOF, STORY] as const;

export class Journal {
  /** @param log told of what is damaged: it counts as absent, and the rest goes on */
  constructor(
    private readonly store: OrchestratorStore,
    private readonly log: (line: string) => void = () => {},
  ) {}

  /** Every job with its best, oldest first. */
  jobs(): JobEntry[] {
    const found = this.all<JobRecord>(JOB).map((kept) => {
      const record = recordOf(kept);
      const best = this.best(record.id);
      const story = kept.run ? null : this.read(STORY + record.id, fromBytes<JobStory>);
      const run = story ? { ...NO_RUN, story, version: best?.version ?? 0 } : record.run;
      return { record: { ...record, run }, best };
    });
    return found.sort(
      (a, b) => a.record.createdAt - b.record.createdAt || (a.record.id < b.record.id ? -1 : 1),
    );
  }

  accounts(): Account[] {
    return this.all<Account>(ACCOUNT);
  }

  saveJob(record: JobRecord): Promise<void> {
    return this.store.put(JOB + record.id, toBytes(record));
  }

  /** Resolves with the bytes it takes. */
  async saveProof(job: string, proof: Proof): Promise<number> {
    const bytes = new TextEncoder().encode(proofToText(proof));
    await this.store.put(PROOF + job, bytes);
    return bytes.length;
  }

  proof(job: string): Proof | null {
    return this.read(PROOF + job, (bytes) => proofFromText(new TextDecoder().decode(bytes)));
  }

  saveAccount(account: Account): Promise<void> {
    return this.store.put(ACCOUNT + account.donor, toBytes(account));
  }

  forgetAccount(donor: string): Promise<void> {
    return this.store.delete(ACCOUNT + donor);
  }

  saveBest(best: JobBest): Promise<void> {
    const { state, ...rest } = best;
    const head = toBytes(rest);
    const bytes = new Uint8Array(4 + head.length + state.length);
    new DataView(bytes.buffer).setUint32(0, head.length, true);
    bytes.set(head, 4);
    bytes.set(state, 4 + head.length);
    return this.store.put(BEST + best.job, bytes);
  }

  async forgetJob(id: string): Promise<void> {
    await this.forget([JOB, BEST, STORY, PROOF].map((kept) => kept + id));
  }

  async forgetBlob(sha256: string): Promise<void> {
    await this.store.deleteBlob(sha256);
  }

  /** Keys of bests, proofs and stories whose job is not there. */
  strays(): string[] {
    return [BEST, STORY, PROOF]
      .flatMap((kept) =>
        [...this.store.keys(kept)].map((key) => ({ key, job: JOB + key.slice(kept.length) })),
      )
      .filter(({ job }) => !this.store.get(job))
      .map(({ key }) => key);
  }

  async forget(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.store.delete(key)));
  }

  private best(job: string): JobBest | null {
    return this.read(BEST + job, (bytes) => {
      const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
      const head = fromBytes<Omit<JobBest, 'state'>>(bytes.subarray(4, 4 + length));
      return { ...head, state: bytes.slice(4 + length) };
    });
  }

  private read<T>(key: string, parse: (bytes: Uint8Array) => T): T | null {
    const bytes = this.store.get(key);
    if (!bytes) return null;
    try {
      return parse(bytes);
    } catch (error) {
      this.log(
        `the data folder's ${key} is damaged and left out: ${error instanceof Error ? error.message : error}`,
      );
      return null;
    }
  }

  private all<T>(prefix: string): T[] {
    return [...this.store.keys(prefix)].flatMap((key) => {
      const found = this.read(key, fromBytes<T>);
      return found === null ? [] : [found];
    });
  }
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function fromBytes<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
