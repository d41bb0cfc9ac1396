/** Facts on their way to the log, each told until it is stored, and no longer than its writer lives. */
import type { Peer } from '../peer/client.ts';
import { asWampError, ERRORS, isWampError } from '../peer/errors.ts';
import { publishFact } from '../peer/publish-fact.ts';

/** What waits when the writer is closed has so long. Milliseconds. */
const LAST_WORDS = 2_000;

export interface FactWriterOptions {
  readonly peer: Pick<Peer, 'publishRaw'>;
  /** What is told, for the log: `credit`. */
  readonly what: string;
  readonly log: (line: string) => void;
}

export class FactWriter {
  private readonly giveUp = new AbortController();
  /** It was said: what is refused once is refused again. */
  private wasRefused = false;

  constructor(private readonly options: FactWriterOptions) {}

  /** Resolves when `last`, the last writes, are done or given up. */
  async close(last: () => Promise<void> | null): Promise<void> {
    const timer = setTimeout(() => this.giveUp.abort(), LAST_WORDS);
    await last();
    clearTimeout(timer);
    this.giveUp.abort();
  }

  /** Resolves when it is stored, once for each key; when the router will not have it; or when the router or the writer is gone. */
  async tell(topic: string, event: unknown, key: string): Promise<'stored' | 'refused' | 'gone'> {
    const { peer, what, log } = this.options;
    const { signal } = this.giveUp;
    try {
      await publishFact(peer, topic, [event], { key, signal });
      return 'stored';
    } catch (error) {
      if (signal.aborted || isWampError(error, ERRORS.closed)) return 'gone';
      if (!this.wasRefused) log(`${what} is refused by the router: ${asWampError(error).message}`);
      this.wasRefused = true;
      return 'refused';
    }
  }
}
