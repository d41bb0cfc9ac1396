/**
 * Which endpoint of a shared registration gets the next call (spec: "Shared Registration"). Every policy chooses among the
 * endpoints with a free slot only, so a saturated endpoint never holds up a call that another could take: `first` and `last`
 * prefer one end of the list and overflow to the next.
 */

export interface Load {
  /** Calls it has in hand. */
  readonly running: number;
  /** Calls it takes at once; Infinity where it named none. */
  readonly concurrency: number;
}

/**
 * Index of the endpoint to take; at least one must be free. `endpoints` is in order of registration, `next` the index after
 * the one taken last, `random` uniform in [0, 1).
 */
export type Policy = (endpoints: readonly Load[], next: number, random: () => number) => number;

export type PolicyName = 'single' | 'first' | 'last' | 'random' | 'roundrobin' | 'load';

export function isFree(endpoint: Load): boolean {
  return endpoint.running < endpoint.concurrency;
}

/** Calls in hand per unit of concurrency; an endpoint without a limit counts as one unit. */
function pressure({ running, concurrency }: Load): number {
  return concurrency === Infinity ? running : running / concurrency;
}

function roundrobin(endpoints: readonly Load[], next: number): number {
  for (let step = 0; step < endpoints.length; step++) {
    const at = (next + step) % endpoints.length;
    if (isFree(endpoints[at]!)) return at;
  }
  return -1;
}

/** The least loaded; among equals the one whose turn it is, so that a small load still spreads. */
function leastLoaded(endpoints: readonly Load[], next: number): number {
  let best = -1;
  for (let step = 0; step < endpoints.length; step++) {
    const at = (next + step) % endpoints.length;
    const endpoint = endpoints[at]!;
    if (isFree(endpoint) && (best === -1 || pressure(endpoint) < pressure(endpoints[best]!))) best = at;
  }
  return best;
}

function atRandom(endpoints: readonly Load[], _next: number, random: () => number): number {
  const free: number[] = [];
  endpoints.forEach((endpoint, at) => {
    if (isFree(endpoint)) free.push(at);
  });
  return free[Math.floor(random() * free.length)] ?? -1;
}

const first: Policy = (endpoints) => endpoints.findIndex(isFree);

export const POLICIES: Readonly<Record<PolicyName, Policy>> = {
  single: first,
  first,
  last: (endpoints) => endpoints.findLastIndex(isFree),
  random: atRandom,
  roundrobin,
  load: leastLoaded,
};

/** REGISTER.Options.invoke, absent meaning single. */
export function policyOption(options: { readonly invoke?: unknown }): PolicyName {
  const { invoke } = options;
  return typeof invoke === 'string' && Object.hasOwn(POLICIES, invoke) ? (invoke as PolicyName) : 'single';
}
