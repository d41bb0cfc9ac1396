import type { KernelKind } from './kind.ts';
import { maxcut } from './maxcut/kind.ts';
import { tspClassicKernels } from './tsp/classic.ts';
import { tspKernels } from './tsp/kernel-kind.ts';

/** Of every kind what a kernel's thread needs, by name. */
export const kernelKinds: ReadonlyMap<string, KernelKind<unknown>> = new Map([
  [tspKernels.name, tspKernels as KernelKind<unknown>],
  [tspClassicKernels.name, tspClassicKernels as KernelKind<unknown>],
  [maxcut.name, maxcut as KernelKind<unknown>],
]);
