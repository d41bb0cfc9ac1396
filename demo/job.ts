/** What the demo anneals: put into the bundle by vite.demo.config.ts, so that the page asks for nothing but its own files. */
export interface DemoJob {
  readonly title: string;
  readonly kind: string;
  /** The problem's canonical bytes, base64. */
  readonly problem: string;
  /** The JSON of a ProblemView. */
  readonly view: string;
}

declare const __DEMO_JOB__: DemoJob;

export const demoJob: DemoJob = __DEMO_JOB__;
