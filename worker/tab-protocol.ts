/** What travels on the BroadcastChannel of tabs that share a peer without a SharedWorker. */

/** What tabs and the one that leads say to all; each picks what is its own. */
export type TabMessage =
  /** A page wants a connection to the peer. `lock`: it is there as long as this lock is held; null: nobody can tell. */
  | { readonly is: 'open'; readonly connection: string; readonly page: string; readonly lock: string | null }
  | { readonly is: 'opened'; readonly connection: string }
  /** A peer listens: who waits for one asks again. */
  | { readonly is: 'leading' }
  | Carried;

export interface Carried {
  readonly is: 'carried';
  readonly connection: string;
  readonly towards: End;
  /** 0 is the page's door; the others were lent through it. */
  readonly port: number;
  readonly data: unknown;
  /** Number of the port that comes with it, in the place that LENT marks; null: none. */
  readonly lent: number | null;
}

export type End = 'peer' | 'page';
