/**
 * What `<lehr-donate>` (embed.ts, on the host's page) and its frame (embed-page.ts, on ours) say to each other. Types
 * only: embed.js is one file. First the host posts `Hello` to the frame's window, naming our origin as the receiver, with
 * one end of a MessageChannel; all else travels there. Either side may be of an older build than the other: what is not
 * known is passed over, and nothing here may change its meaning.
 */
export interface Hello {
  readonly lehr: 'hello';
}

export type ToFrame = { readonly is: 'theme'; readonly theme: 'light' | 'dark' };

export type ToHost =
  /** Hello was heard: the frame is ours. It says itself where the host may not embed it. */
  | { readonly is: 'ready' }
  /** CSS pixels the frame's content takes. */
  | { readonly is: 'height'; readonly height: number }
  | { readonly is: 'start' }
  | { readonly is: 'stop' }
  /** Moves this browser made since the visitor's yes. */
  | { readonly is: 'progress'; readonly moves: number }
  /** The visitor said no: the host takes the frame away. */
  | { readonly is: 'close' };
