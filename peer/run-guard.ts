/** The guard of an event of a job's run (run.ts). */
import type { JobEnd, JobFailure } from './procedures.ts';
import type { RunBest, RunEvent, RunPicture } from './run.ts';
import {
  finite,
  type Guard,
  hex,
  integer,
  listOf,
  nullable,
  oneOf,
  record,
  taggedOf,
  text,
} from './shape.ts';
import { count, energy, state } from './values.ts';

export const jobEnd: Guard<JobEnd> = oneOf('budget', 'moves', 'target', 'cancelled', 'failed');
export const jobFailure: Guard<JobFailure> = oneOf(
  'problem missing',
  'problem damaged',
  'kind unknown',
  'start missing',
  'start wrong',
  'fault',
);

type Of<Tag extends RunEvent['is']> = Extract<RunEvent, { is: Tag }>;

const at = { job: text(64), n: integer(1, Number.MAX_SAFE_INTEGER), at: count, elapsed: finite(0) };
const best = record<RunBest>({ version: count, energy, elapsed: finite(0), by: text(64) });
const picture = record<RunPicture>({ base: nullable(count), version: count, bytes: state });

export const runEvent: Guard<RunEvent> = taggedOf<RunEvent>(
  'an event of a run: submitted, started, best, paused, resumed or ended',
  {
    submitted: record<Of<'submitted'>>({
      ...at,
      is: oneOf('submitted'),
      title: text(200),
      kind: text(32),
      problem: hex(64),
      view: hex(64),
      size: count,
      budget: nullable(finite(0)),
    }),
    started: record<Of<'started'>>({ ...at, is: oneOf('started') }),
    best: record<Of<'best'>>({
      ...at,
      is: oneOf('best'),
      bests: listOf(best, 100),
      finders: listOf(record({ name: text(64), improvements: count }), 100),
      picture: nullable(picture),
    }),
    paused: record<Of<'paused'>>({ ...at, is: oneOf('paused') }),
    resumed: record<Of<'resumed'>>({ ...at, is: oneOf('resumed') }),
    ended: record<Of<'ended'>>({ ...at, is: oneOf('ended'), why: jobEnd, failure: nullable(jobFailure) }),
  },
);
