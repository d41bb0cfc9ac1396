/** The session of a webhook: one that is lost once it stood (an operator killed it, say) is followed by another. */
import { type LinkSession, linkSession } from '../link-session.ts';
import type { Router } from './router.ts';
import type { WebhookWorld } from './webhook.ts';
import type { CheckedOptions } from './webhook-options.ts';

export interface KeptSession {
  /** Null once it stands for the first time; else what is wrong. */
  readonly ready: Promise<Error | null>;
  close(): void;
}

interface Keeping {
  readonly router: Pick<Router, 'link'>;
  readonly options: CheckedOptions;
  readonly world: Pick<WebhookWorld, 'wait' | 'onError'>;
  /** Aborted when no other session is to follow. */
  readonly signal: AbortSignal;
}

/** `begin` subscribes or registers, in each session anew, and tells what is wrong. */
export function keptSession(
  { router, options, world, signal }: Keeping,
  begin: (session: LinkSession) => Promise<Error | null>,
): KeptSession {
  const { realm, role, authid, url, firstWaitMillis } = options;
  let close = () => {};

  async function connect(): Promise<Error | null> {
    let stood = false;
    const session = linkSession(router.link({ realm, authid, authrole: role }), realm, (reason) => {
      if (signal.aborted || !stood || reason === 'wamp.close.system_shutdown') return;
      world.onError(new Error(`the webhook to ${url} lost its session: ${reason}`));
      void world.wait(firstWaitMillis, signal).then(async () => {
        const error = signal.aborted ? null : await connect();
        if (error !== null) world.onError(error);
      });
    });
    close = () => session.close();
    const error = await begin(session);
    stood = error === null;
    return error;
  }

  return { ready: connect(), close: () => close() };
}
