/** One session of one credential, and the pages that hold it. It is begun anew whenever it is lost, and ends when it is refused. */
import { connect, type Peer, type PeerState } from '../peer/client.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';
import type { Credential, DeskStatus } from './desk-api.ts';

/** A page that reloads leaves none behind for a moment. */
const LINGER_MILLIS = 2000;

/** The router's words for "not with these", as they begin the reason a session did not come about. */
const NO_ENTRY: Readonly<Record<string, 'credential' | 'realm'>> = {
  'wamp.error.authentication_denied': 'credential',
  'wamp.error.no_matching_auth_method': 'credential',
  'wamp.error.no_such_principal': 'credential',
  'wamp.error.no_such_role': 'credential',
  'wamp.error.not_authorized': 'credential',
  'wamp.error.no_such_realm': 'realm',
  'wamp.error.invalid_uri': 'realm',
};

export interface DeskHolder {
  told(status: DeskStatus): void;
}

export class DeskSession {
  readonly peer: Peer;
  #status: DeskStatus = { is: 'connecting', attempt: 1, reason: '' };
  readonly #holders = new Set<DeskHolder>();
  readonly #onOver: () => void;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /** `onOver`: it was refused, or nobody holds it any more; it is of no use to anybody new. */
  constructor(origin: string, { realm, authid, token }: Credential, onOver: () => void) {
    this.#onOver = onOver;
    this.peer = connect({
      link: webSocketLink(`${origin.replace(/^http/, 'ws')}/ws`),
      realm,
      ...(authid !== null && token !== null ? { auth: { authid, ticket: token } } : {}),
    });
    this.peer.onState((state) => this.#follow(state));
  }

  get status(): DeskStatus {
    return this.#status;
  }

  hold(holder: DeskHolder): void {
    clearTimeout(this.#lingering);
    this.#holders.add(holder);
  }

  release(holder: DeskHolder): void {
    this.#holders.delete(holder);
    if (this.#holders.size === 0) this.#lingering = setTimeout(() => this.#end(), LINGER_MILLIS);
  }

  #follow(state: PeerState): void {
    if (this.#status.is === 'refused' || state.is === 'closed') return;
    if (state.is === 'joined') {
      this.#become({ is: 'open', session: state.session, role: state.authrole });
      return;
    }
    const why = NO_ENTRY[state.reason.split(': ', 1)[0]!];
    if (why === undefined) {
      this.#become({ is: 'connecting', attempt: state.attempt, reason: state.reason });
      return;
    }
    // A wrong token gets no better by being shown again: the router makes whoever tries so wait.
    this.#become({ is: 'refused', why, reason: state.reason });
    this.#end();
  }

  #become(status: DeskStatus): void {
    this.#status = status;
    for (const holder of [...this.#holders]) holder.told(status);
  }

  #end(): void {
    this.#onOver();
    void this.peer.close();
  }
}
