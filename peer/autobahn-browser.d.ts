/** Just what autobahn-session.ts uses of autobahn-browser 22.11.1, which ships no types. */
declare module 'autobahn-browser' {
  /** The wire as autobahn sees it; `onmessage` is set by Session. */
  export interface AutobahnSocket {
    onmessage: ((tuple: unknown[]) => void) | null;
    send(tuple: unknown[]): void;
    close(code?: number, reason?: string): void;
  }

  export interface AutobahnDeferred {
    promise: Promise<unknown>;
    resolve(value: unknown): void;
    reject(reason: unknown): void;
  }

  export interface AutobahnEvent {
    readonly topic?: unknown;
    readonly publication?: unknown;
    readonly publisher?: unknown;
    readonly retained?: unknown;
  }

  type ErrorHandler = (error: unknown, message?: string) => void;

  export interface AutobahnSession {
    readonly id: number | null;
    readonly isOpen: boolean;
    onjoin: ((details: Record<string, unknown>) => void) | null;
    onleave: ((reason: string, details: Record<string, unknown>) => void) | null;
    join(realm: string, authmethods?: string[], authid?: string): void;
    leave(reason?: string): void;
    /** Counts the requests of the session, ours included: "Session Scope IDs" are of one sequence. */
    _new_request_id(): number;
    publish(
      uri: string,
      args?: unknown[],
      kwargs?: Record<string, unknown>,
      options?: Record<string, unknown>,
    ): unknown;
    subscribe(
      uri: string,
      handler: (args: unknown[], kwargs: unknown, event: AutobahnEvent) => void,
      options?: Record<string, unknown>,
    ): Promise<object>;
    unsubscribe(subscription: object): Promise<unknown>;
    register(
      uri: string,
      endpoint: (args: unknown[]) => Promise<unknown>,
      options?: Record<string, unknown>,
    ): Promise<object>;
    unregister(registration: object): Promise<unknown>;
  }

  interface Autobahn {
    readonly Session: new (
      socket: AutobahnSocket,
      defer: () => AutobahnDeferred,
      onchallenge: (session: AutobahnSession, method: string) => string,
      onUserError: ErrorHandler,
      onInternalError: ErrorHandler,
    ) => AutobahnSession;
    readonly Error: new (
      uri: string,
      args?: readonly unknown[],
      kwargs?: Readonly<Record<string, unknown>>,
    ) => object;
  }

  const autobahn: Autobahn;
  // biome-ignore lint/style/noDefaultExport: the package has no other export.
  export default autobahn;
}
