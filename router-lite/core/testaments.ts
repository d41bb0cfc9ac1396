/**
 * What sessions leave to be published when they end, however they end (spec: "Testament"). There is no session resumption here,
 * so a session is detached and destroyed at once: first the testaments of the one scope, then those of the other.
 */
import { type Refusal, WampError } from './errors.ts';
import type { Call, Dict, Publish } from './messages.ts';
import { checkOptions, isDict } from './options.ts';
import type { Session } from './session.ts';
import { isReserved, isUri, type UriRule } from './uris.ts';
import { MIB, weightOf } from './weight.ts';

/** Testaments one session may have; the next is refused. */
const LIMIT = 100;
/** What they may weigh. */
const BYTES = 4 * MIB;
const SCOPES = ['detached', 'destroyed'] as const;
type Scope = (typeof SCOPES)[number];

export class Testaments {
  readonly #uris: UriRule;
  readonly #bySession = new Map<Session, Record<Scope, Publish[]>>();

  constructor(uris: UriRule) {
    this.#uris = uris;
  }

  /** [topic, args, kwargs], {publish_options, scope}. */
  add(session: Session, { payload }: Call): Refusal | undefined {
    const [topic, args, kwargs] = payload.args ?? [];
    const options = payload.kwargs?.publish_options ?? {};
    const scope = scopeOf(payload.kwargs);
    if (scope === undefined) return badScope();
    if (typeof topic !== 'string') return invalid('the first argument must be a topic');
    if (!isUri(topic, this.#uris) || isReserved(topic)) {
      return { error: WampError.invalidUri, text: `not a topic to publish to: ${JSON.stringify(topic)}` };
    }
    if ((args ?? undefined) !== undefined && !Array.isArray(args)) {
      return invalid('the second argument must be a list');
    }
    if ((kwargs ?? undefined) !== undefined && !isDict(kwargs)) {
      return invalid('the third argument must be a dictionary');
    }
    if (!isDict(options)) return invalid('publish_options must be a dictionary');
    try {
      checkOptions('PUBLISH', options, 'Options');
    } catch (error) {
      return invalid((error as Error).message);
    }
    const mine = this.#bySession.get(session) ?? { detached: [], destroyed: [] };
    if (mine.detached.length + mine.destroyed.length >= LIMIT) {
      return {
        error: WampError.unavailable,
        text: `a session may have ${LIMIT} testaments; flush some first`,
      };
    }
    const left = {
      ...(Array.isArray(args) ? { args } : {}),
      ...(isDict(kwargs) ? { kwargs } : {}),
    };
    const testament: Publish = { type: 'PUBLISH', request: 1, options, topic, payload: left };
    if (weightOfAll([...mine.detached, ...mine.destroyed, testament]) > BYTES) {
      const text = `the testaments of a session may have ${BYTES} bytes together; leave shorter ones`;
      return { error: WampError.unavailable, text };
    }
    this.#bySession.set(session, mine);
    mine[scope].push(testament);
    return undefined;
  }

  flush(session: Session, { payload }: Call): Refusal | undefined {
    const scope = scopeOf(payload.kwargs);
    if (scope === undefined) return badScope();
    const mine = this.#bySession.get(session);
    if (mine !== undefined) mine[scope] = [];
    return undefined;
  }

  /** Sessions that have some. */
  get size(): number {
    return this.#bySession.size;
  }

  /** The session ends: what it left, in the order to publish it. */
  take(session: Session): Publish[] {
    const mine = this.#bySession.get(session);
    this.#bySession.delete(session);
    return SCOPES.flatMap((scope) => mine?.[scope] ?? []);
  }
}

function weightOfAll(testaments: readonly Publish[]): number {
  return testaments.reduce((sum, { payload, options }) => sum + weightOf(payload, options), 0);
}

function scopeOf(kwargs: Dict | undefined): Scope | undefined {
  const scope = kwargs?.scope ?? 'destroyed';
  return SCOPES.find((each) => each === scope);
}

function badScope(): Refusal {
  return invalid(`scope must be one of ${SCOPES.join(', ')}`);
}

function invalid(text: string): Refusal {
  return { error: WampError.invalidArgument, text };
}
