/** The session of a webhook: one that is lost once it stood (an operator killed it, say) is followed by another. */
import { type LinkSession, linkSession } from '../link-session.ts';
import type { Router } from './router.ts';
import type { WebhookWorld } from './webhook.ts';
import { type CheckedOptions, LONGEST_WAIT } from './webhook-options.ts';

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

/**
 * `begin` subscribes or registers, in each session anew, and tells what is wrong. What the first session is refused is the last word;
 * once one stood, others follow it until one stands again, after growing waits.
 */
export function keptSession(
  { router, options, world, signal }: Keeping,
  begin: (session: LinkSession) => Promise<Error | null>,
): KeptSession {
  const { realm, role, authid, url, firstWaitMillis } = options;
  let close = () => {};
  let isRouterClosing = false;

  async function stand(): Promise<Error | null> {
    let stood = false;
    const session = linkSession(router.link({ realm, authid, authrole: role }), realm, (reason) => {
      isRouterClosing ||= reason === 'wamp.close.system_shutdown';
      if (signal.aborted || isRouterClosing || !stood) return;
      world.onError(new Error(`the webhook to ${url} lost its session: ${reason}`));
      void follow().catch(world.onError);
    });
    close = () => session.close();
    const error = await begin(session);
    stood = error === null;
    return error;
  }

  async function follow(): Promise<void> {
    for (let wait = firstWaitMillis; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      await world.wait(wait, signal);
      if (signal.aborted || isRouterClosing) return;
      const error = await stand();
      if (error === null) return;
      close();
      if (!signal.aborted && !isRouterClosing) world.onError(error);
    }
  }

  return { ready: stand(), close: () => close() };
}
