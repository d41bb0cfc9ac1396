import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Desk, DeskStatus } from '../../worker/desk-api.ts';
import {
  forgetCredential,
  keepCredential,
  lehrCredential,
  onNewCredential,
  openDesk,
  takeCredential,
} from '../../worker/page/desk.ts';

/** May start, pause, resume and cancel jobs. */
const ROLES: ReadonlySet<string> = new Set(['submitter', 'operator']);

/**
 * Whether this tab is signed in, and its session. Renders its host at each change. A token that the router refuses is forgotten,
 * so that a reload does not try it again.
 */
export class Access implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #desk: Desk | null = null;
  #status: DeskStatus | null = null;
  #ends: (() => void)[] = [];
  /** The token on its way was entered here, and its form stays until it is known to be right. */
  #typed = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const credential = takeCredential();
    if (credential) this.#open(() => openDesk(credential));
    this.#ends = [onNewCredential((given) => this.#open(() => openDesk(given)))];
  }

  hostDisconnected(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#close();
  }

  /** The session, once it may do what the studio asks of it; it comes back by itself when it is lost. */
  get desk(): Desk | null {
    const status = this.#status;
    return status?.is === 'open' && ROLES.has(status.role) ? this.#desk : null;
  }

  /** `out`: there is no token. `wrong`: the last one was refused, for `reason`. */
  get state(): 'out' | 'checking' | 'in' | 'wrong' {
    const status = this.#status;
    if (!status) return 'out';
    if (status.is === 'connecting') return 'checking';
    return this.desk ? 'in' : 'wrong';
  }

  /** Whether to ask for a token: not while a session that was there only comes back. */
  get asks(): boolean {
    return this.state === 'out' || this.state === 'wrong' || (this.state === 'checking' && this.#typed);
  }

  /** Why the token was refused, where it is not the token's own fault; empty else. */
  get reason(): string {
    const status = this.#status;
    return status?.is === 'refused' && status.why !== 'credential' ? status.reason : '';
  }

  signIn(token: string): void {
    const credential = lehrCredential(token.trim());
    keepCredential(credential);
    this.#open(() => openDesk(credential));
    this.#typed = true;
  }

  signOut(): void {
    forgetCredential();
    this.#close();
    this.#host.requestUpdate();
  }

  #open(open: () => Desk): void {
    this.#close();
    this.#typed = false;
    const desk = open();
    this.#desk = desk;
    desk.onStatus((status) => {
      if (desk !== this.#desk) return;
      this.#status = status;
      if (status.is === 'open') this.#typed = false;
      if (status.is === 'refused' && status.why === 'credential') forgetCredential();
      this.#host.requestUpdate();
    });
  }

  #close(): void {
    this.#desk?.close();
    this.#desk = null;
    this.#status = null;
  }
}
