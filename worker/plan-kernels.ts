/** How many kernels each page of this origin should hold. Pure: pages and a wish in, numbers out. */

export interface PlanPage {
  readonly id: string;
  readonly visible: boolean;
  /** When it came; the smaller, the older. */
  readonly since: number;
  /** Kernels it holds, or was told to hold. */
  readonly kernels: number;
  /** False for pages that only watch. */
  readonly lends: boolean;
}

/**
 * The plan by page id. Moving a kernel to another page would cost its running task, so it only adds and removes:
 *
 * 1. The kernels of all pages together are `total`, when any page lends; a page that does not lend has none.
 * 2. While there are too few, no page loses one; while there are too many, none gets one.
 * 3. New ones go to the page with the fewest, of these to a visible and then the oldest one: whichever tab is closed, the
 *    others go on. Surplus ones go from the page with the most, of these from a hidden and then the youngest.
 */
export function planKernels(pages: readonly PlanPage[], total: number): ReadonlyMap<string, number> {
  const plan = new Map(pages.map((page) => [page.id, page.lends ? page.kernels : 0]));
  const lenders = pages.filter((page) => page.lends).sort(preference);
  if (lenders.length === 0) return plan;
  const held = (page: PlanPage) => plan.get(page.id) ?? 0;
  let sum = lenders.reduce((all, page) => all + held(page), 0);
  for (; sum < total; sum += 1) {
    const poorest = lenders.reduce((best, page) => (held(page) < held(best) ? page : best));
    plan.set(poorest.id, held(poorest) + 1);
  }
  for (; sum > total; sum -= 1) {
    const richest = lenders.reduce((best, page) => (held(page) >= held(best) ? page : best));
    plan.set(richest.id, held(richest) - 1);
  }
  return plan;
}

/** Visible pages first, then the oldest. */
function preference(a: PlanPage, b: PlanPage): number {
  if (a.visible !== b.visible) return a.visible ? -1 : 1;
  return a.since - b.since || (a.id < b.id ? -1 : 1);
}
