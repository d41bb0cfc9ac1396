/**
 * The door of an orchestrator that may lead or stand by. Every candidate registers every procedure with `invoke: first`, so that
 * there is always somebody who takes a call: when the leader is gone, the router gives the next call to who stands by, and that
 * one answers it as soon as it leads. Who stands by and is asked all the same answers `unavailable`, and the router asks another.
 */
import type { InvocationContext, Peer } from '../../peer/client.ts';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { Procedure } from '../../peer/procedures.ts';

type Handler = (input: unknown, context: InvocationContext) => unknown;

/** All that an orchestrator serves. */
const SERVED = [
  'lehr.donor.hello',
  'lehr.donor.list',
  'lehr.job.cancel',
  'lehr.job.get',
  'lehr.job.list',
  'lehr.job.pause',
  'lehr.job.proof',
  'lehr.job.resume',
  'lehr.job.submit',
  'lehr.problem.countries',
  'lehr.problem.glass',
  'lehr.problem.world',
] as const satisfies readonly Procedure[];

export class Gate {
  private readonly handlers = new Map<string, Handler>();
  private readonly opened: Promise<void>;
  private resolveOpened = () => {};
  private isOpen = false;

  /** @param isNext whether this candidate is the one to lead, by the router's word */
  constructor(
    private readonly peer: Peer,
    private readonly isNext: () => Promise<boolean>,
  ) {
    this.opened = new Promise((resolve) => {
      this.resolveOpened = resolve;
    });
  }

  /** Stands for all procedures. Rejects where the router has them registered by one that shares them with nobody. */
  async stand(): Promise<void> {
    await Promise.all(
      SERVED.map((procedure) =>
        this.peer.register(
          procedure,
          async (input, context) => {
            await this.admit();
            const handler = this.handlers.get(procedure);
            if (!handler) throw new WampError(ERRORS.unavailable, `nobody serves ${procedure} just now`);
            return handler(input, context) as never;
          },
          { invoke: 'first' },
        ),
      ),
    );
  }

  /** From now on calls are answered, those that wait first. */
  open(): void {
    this.isOpen = true;
    this.resolveOpened();
  }

  /** As the orchestrator behind this gate has it: what it registers is what the gate answers with. */
  peerBehind(): Peer {
    const { peer, handlers } = this;
    return {
      get state() {
        return peer.state;
      },
      get lateAnswers() {
        return peer.lateAnswers;
      },
      onState: (listener) => peer.onState(listener),
      call: (procedure, input, options) => peer.call(procedure, input, options),
      callWithCallee: (procedure, input, options) => peer.callWithCallee(procedure, input, options),
      callUri: (uri, args, options) => peer.callUri(uri, args, options),
      callRaw: (uri, args, call) => peer.callRaw(uri, args, call),
      async register(procedure, handler) {
        // Nobody would stand for it: a mistake of ours, found by the first test.
        if (!(SERVED as readonly string[]).includes(procedure))
          throw new Error(`${procedure} is missing in the gate's list of what orchestrators serve`);
        handlers.set(procedure, handler as Handler);
        return async () => void handlers.delete(procedure);
      },
      registerUri: (uri, handler, options) => peer.registerUri(uri, handler, options),
      subscribe: (topic, handler) => peer.subscribe(topic, handler),
      subscribeUri: (uri, handler) => peer.subscribeUri(uri, handler),
      subscribeRaw: (pattern, handler) => peer.subscribeRaw(pattern, handler),
      follow: (topic, handler, options) => peer.follow(topic, handler, options),
      followRaw: (pattern, handler, options) => peer.followRaw(pattern, handler, options),
      publish: (topic, event) => peer.publish(topic, event),
      publishUri: (uri, args) => peer.publishUri(uri, args),
      publishRaw: (uri, args, options) => peer.publishRaw(uri, args, options),
      close: () => peer.close(),
    };
  }

  /** Resolves when calls are answered here; throws `unavailable` where another one leads. */
  private async admit(): Promise<void> {
    if (this.isOpen) return;
    if (!(await this.isNext())) throw new WampError(ERRORS.unavailable, 'this orchestrator stands by');
    await this.opened;
  }
}
