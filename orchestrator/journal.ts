/**
 * What survives a SIGKILL: jobs, the best of each, accounts. One value is one write, so each is whole or absent.
 *
 *     job/<id>       JSON: JobRecord
 *     best/<id>      uint32 little-endian length of a JSON head, the head (JobBest without its state), the state
 *     account/<id>   JSON: Account
 */
import type { JobBest } from '../peer/procedures.ts';
import type { JobRecord } from './job.ts';
import type { Account } from './leaderboard.ts';
import type { OrchestratorStore } from './store.ts';

const JOB = 'job/';
const BEST = 'best/';
const ACCOUNT = 'account/';

export class Journal {
  constructor(private readonly store: OrchestratorStore) {}

  /** Every job with its best, oldest first. */
  jobs(): { readonly record: JobRecord; readonly best: JobBest | null }[] {
    const found = this.all<JobRecord>(JOB).map((record) => ({ record, best: this.best(record.id) }));
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

  saveAccount(account: Account): Promise<void> {
    return this.store.put(ACCOUNT + account.donor, toBytes(account));
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
    await Promise.all([this.store.delete(JOB + id), this.store.delete(BEST + id)]);
  }

  private best(job: string): JobBest | null {
    const bytes = this.store.get(BEST + job);
    if (!bytes) return null;
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const head = fromBytes<Omit<JobBest, 'state'>>(bytes.subarray(4, 4 + length));
    return { ...head, state: bytes.slice(4 + length) };
  }

  private all<T>(prefix: string): T[] {
    return [...this.store.keys(prefix)].flatMap((key) => {
      const bytes = this.store.get(key);
      return bytes ? [fromBytes<T>(bytes)] : [];
    });
  }
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function fromBytes<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
