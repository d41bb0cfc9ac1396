/** A connection that carries whole WAMP messages as tuples, in order: what the WAMP client needs of any wire. */
export interface Link {
  /** The WebSocket subprotocol's name: `wamp.2.msgpack`, `wamp.2.json`, or `wamp.2.linked` where tuples are handed over. */
  readonly protocol: string;
  onMessage: ((tuple: unknown[]) => void) | null;
  /** Called once. `clean` is false when the wire was lost. */
  onClose: ((reason: string, clean: boolean) => void) | null;
  send(tuple: readonly unknown[]): void;
  close(reason?: string): void;
}

/** Opens a new link; called again for every reconnect. Rejects when the router cannot be reached. */
export type LinkFactory = () => Promise<Link>;
