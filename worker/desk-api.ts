/** What pages hold of a signed-in session: types alone. Nothing here runs. */
import type { CallOptions, RawCall, RawEvent, RawResult, TopicPattern } from '../peer/client.ts';
import type { WampError } from '../peer/errors.ts';
import type { Input, Output, Procedure } from '../peer/procedures.ts';
import type { Topic, Topics } from '../peer/topics.ts';

/** With what a session signs in: a ticket of an authid, or nobody's name where both are null (anonymous). */
export interface Credential {
  readonly realm: string;
  readonly authid: string | null;
  readonly token: string | null;
}

export type DeskStatus =
  | { readonly is: 'connecting'; readonly attempt: number; readonly reason: string }
  | { readonly is: 'open'; readonly session: number; readonly role: string }
  /**
   * Final: the router will not have this credential (`credential`: the token is wrong; `realm`: there is none of that name),
   * or this browser holds as many signed-in sessions as it may (`full`). `reason` is the router's own word.
   */
  | { readonly is: 'refused'; readonly why: 'credential' | 'realm' | 'full'; readonly reason: string };

/** What a call by hand may say: see RawCall. */
export type DeskCall = Omit<RawCall, 'eligible'>;

export interface EventBatch {
  readonly events: readonly RawEvent[];
  /** Events this page was too slow for since the batch before: the oldest went. */
  readonly missed: number;
}

export interface PutBlobOptions {
  /** Hears the part of one that was sent. */
  readonly onProgress?: (part: number) => void;
  /** Breaks off what is on its way; rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A session of this tab's token, shared by all tabs with the same one, and begun anew whenever it is lost. */
export interface Desk {
  readonly status: DeskStatus;
  /** Called at once and at each change; returns its own removal. */
  onStatus(listener: (status: DeskStatus) => void): () => void;
  /** Rejects with a WampError. Waits for the session when there is none, within its time-out (30 s). */
  call<P extends Procedure>(
    procedure: P,
    input: Input<P>,
    options?: Pick<CallOptions, 'timeout' | 'signal'>,
  ): Promise<Output<P>>;
  /** Live until the returned function is called; survives reconnects. */
  subscribe<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void;
  /** Any procedure, with all a CALL may carry and a RESULT or ERROR may bring. */
  callRaw(uri: string, args: readonly unknown[], call?: DeskCall): Promise<RawResult>;
  /** Any topics; events come in batches, some 20 a second at most. `refused`: the router will not have it. */
  subscribeRaw(
    pattern: TopicPattern,
    listener: (batch: EventBatch) => void,
    refused?: (error: WampError) => void,
  ): () => void;
  /** Fetches `GET /blob/<sha256>` and checks the hash. */
  blob(sha256: string): Promise<Uint8Array>;
  /** Stores a blob with `PUT /blob/<sha256>`; returns its name. */
  putBlob(bytes: Uint8Array, options?: PutBlobOptions): Promise<string>;
  /** Frees this page's share: the session ends with the last page that holds it. */
  close(): void;
}
