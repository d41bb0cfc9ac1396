/** What a signed-in kiosk may do beside showing: start jobs, and switch faults on. A kiosk without a token only watches them. */
import { ERRORS, isWampError } from '../../peer/errors.ts';
import { handIn, newKey } from '../../peer/hand-in.ts';
import type { Chaos, Job } from '../../peer/procedures.ts';
import type { PagePeer } from '../../worker/api.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { forgetCredential, onNewCredential, takeCredential } from '../../worker/page/credential.ts';
import { strings } from '../strings/language.ts';
import type { Preset } from './presets.ts';

/** Roles that may hand in jobs. */
const SUBMITS: ReadonlySet<string> = new Set(['submitter', 'operator']);
const CHAOS_RETRY = 2000;
/** Of a job that a presenter starts, against the heaviest that runs; and the most there is. */
const HEAVIER = 2;
const MOST_WEIGHT = 100;

export class Presenter {
  readonly #changed: () => void;
  readonly #say: (words: string) => void;
  #desk: Desk | null = null;
  #role = '';
  #chaos: Chaos | null = null;
  #closed = false;

  /**
   * @param changed after every change of what the getters say
   * @param say     tells whoever stands before the kiosk
   */
  constructor(changed: () => void, say: (words: string) => void) {
    this.#changed = changed;
    this.#say = say;
  }

  /** As what this kiosk is signed in; empty: not signed in, or not yet. */
  get role(): string {
    return this.#role;
  }

  /** Whether it may do that: anybody signed in may hand in jobs, only operators switch faults. */
  may(wish: 'job' | 'chaos'): boolean {
    return wish === 'job' ? this.#role !== '' : this.#role === 'operator';
  }

  /** Faults that the server makes on purpose; null while unknown, or where it offers none. */
  get chaos(): Chaos | null {
    return this.#chaos;
  }

  /** Signs in where the address has a token. @returns ends it. */
  open(): () => void {
    this.#closed = false;
    void this.#signIn();
    const endNew = onNewCredential(() => void this.#signIn());
    return () => {
      this.#closed = true;
      endNew();
      this.#signOut();
    };
  }

  /** Shows whether faults are on, whoever switched them. @returns ends it. */
  watch(peer: PagePeer): () => void {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let online = false;
    const ask = async () => {
      try {
        const chaos = await peer.call('lehr.chaos.get', {});
        if (!ended) this.#setChaos(chaos);
      } catch (error) {
        if (ended) return;
        // A server that offers none says so; any other silence may end.
        if (isWampError(error, ERRORS.noSuchProcedure)) this.#setChaos(null);
        else timer = setTimeout(ask, CHAOS_RETRY);
      }
    };
    const ends = [
      peer.subscribe('lehr.chaos', (chaos) => this.#setChaos(chaos)),
      peer.onStatus(({ connection }) => {
        const came = connection === 'online' && !online;
        online = connection === 'online';
        if (came) void ask();
      }),
    ];
    return () => {
      ended = true;
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }

  /** @returns why it did not work, in words; empty when it did */
  async switchChaos(): Promise<string> {
    try {
      const on = !this.#chaos?.on;
      const chaos = await this.#desk?.call('lehr.chaos.set', { on });
      if (chaos) this.#setChaos(chaos);
      return '';
    } catch (error) {
      if (isWampError(error, ERRORS.noSuchProcedure)) return strings.kiosk.chaos.unavailable;
      return error instanceof Error ? error.message : String(error);
    }
  }

  /**
   * Hands in a ready-made problem, heavier than what runs, so that it is the one people look at. Rejects with what went wrong.
   * @param minutes of donated time
   */
  async start(preset: Preset, minutes: number): Promise<Job> {
    const desk = this.#desk;
    if (!desk) throw new Error(strings.kiosk.keys.noRole);
    const problem = await preset.prepare(desk);
    const { jobs } = await desk.call('lehr.job.list', {});
    const running = jobs.filter(({ state }) => state === 'running').map(({ weight }) => weight);
    const weight = Math.min(MOST_WEIGHT, HEAVIER * Math.max(0.5, ...running));
    const submission = { ...problem, budget: minutes * 60, weight, key: newKey() };
    return handIn((each) => desk.call('lehr.job.submit', each), submission);
  }

  async #signIn(): Promise<void> {
    const credential = takeCredential();
    if (!credential) return;
    const { openDesk } = await import('../../worker/page/desk.ts');
    if (this.#closed) return;
    this.#signOut();
    const desk = openDesk(credential);
    this.#desk = desk;
    desk.onStatus((status) => {
      if (desk !== this.#desk) return;
      this.#role = status.is === 'open' && SUBMITS.has(status.role) ? status.role : '';
      if (status.is === 'refused') {
        // A reload must not try it again.
        if (status.why !== 'full') forgetCredential();
        this.#say(strings.kiosk.keys.refused);
      }
      this.#changed();
    });
  }

  #signOut(): void {
    this.#desk?.close();
    this.#desk = null;
    this.#role = '';
  }

  #setChaos(chaos: Chaos | null): void {
    this.#chaos = chaos;
    this.#changed();
  }
}
