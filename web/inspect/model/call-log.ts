/** The calls of this page's life, newest first, each with what came back: bounded, and no call outlives its page unheard. */
import type { RawResult } from '../../../peer/client.ts';
import { asWampError } from '../../../peer/errors.ts';
import type { Desk, DeskCall } from '../../../worker/desk-api.ts';

/** What the form holds, as text: a call can be put back into it. */
export interface CallText {
  readonly uri: string;
  readonly args: string;
  readonly kwargs: string;
}

export interface CallOutcome {
  readonly uri: string;
  readonly message: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

export interface CallRecord {
  readonly id: number;
  readonly text: CallText;
  /** Unix milliseconds. */
  readonly at: number;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Milliseconds it took; null while it runs. */
  readonly took: number | null;
  /** Progressive results: how many came, and the last of them. */
  readonly parts: number;
  readonly lastParts: readonly RawResult[];
  readonly result: RawResult | null;
  readonly error: CallOutcome | null;
}

const MOST_CALLS = 50;
const MOST_PARTS = 100;

export class CallLog {
  readonly #onChange: () => void;
  #records: readonly CallRecord[] = [];
  readonly #running = new Map<number, AbortController>();
  #ids = 0;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get records(): readonly CallRecord[] {
    return this.#records;
  }

  /** Resolves when it ended, however it did; never rejects. */
  async call(
    desk: Pick<Desk, 'callRaw'>,
    text: CallText,
    args: readonly unknown[],
    how: DeskCall & { readonly progressive: boolean },
  ): Promise<void> {
    this.#ids += 1;
    const id = this.#ids;
    const giveUp = new AbortController();
    this.#running.set(id, giveUp);
    this.#begin({ id, text, at: Date.now() });
    const began = performance.now();
    const took = () => performance.now() - began;
    const { progressive, ...rest } = how;
    try {
      const result = await desk.callRaw(text.uri, args, {
        ...rest,
        signal: giveUp.signal,
        ...(progressive ? { onProgress: (part: RawResult) => this.#part(id, part) } : {}),
      });
      this.#change(id, { state: 'done', result, took: took() });
    } catch (thrown) {
      const { uri, message, args: said, kwargs } = asWampError(thrown);
      const state = giveUp.signal.aborted ? 'cancelled' : 'failed';
      this.#change(id, { state, error: { uri, message, args: said, kwargs }, took: took() });
    } finally {
      this.#running.delete(id);
    }
  }

  cancel(id: number): void {
    this.#running.get(id)?.abort();
  }

  /** Nobody looks any more. */
  cancelAll(): void {
    for (const giveUp of this.#running.values()) giveUp.abort();
  }

  #begin(fields: Pick<CallRecord, 'id' | 'text' | 'at'>): void {
    const begun: CallRecord = {
      ...fields,
      state: 'running',
      took: null,
      parts: 0,
      lastParts: [],
      result: null,
      error: null,
    };
    this.#records = [begun, ...this.#records].slice(0, MOST_CALLS);
    this.#onChange();
  }

  #part(id: number, part: RawResult): void {
    const record = this.#records.find((each) => each.id === id);
    if (!record) return;
    this.#change(id, {
      parts: record.parts + 1,
      lastParts: [...record.lastParts, part].slice(-MOST_PARTS),
    });
  }

  #change(id: number, change: Partial<CallRecord>): void {
    this.#records = this.#records.map((record) => (record.id === id ? { ...record, ...change } : record));
    this.#onChange();
  }
}
