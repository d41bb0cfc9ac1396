/**
 * A result as a file that stands alone: the problem, the best and how it came to be. JSON, bytes as base64:
 *
 *     {"lehr": "result/1", "title", "unit", "kind", "kernel", "problem": bytes, "best": {"energy", "state": bytes, "by"}, "steps": […]}
 *
 * The steps are those of peer/proof.ts. The unit is that of the view (ProblemView), for words only; files of before lack it.
 */
import { ProblemError } from '../anneal/kind.ts';
import type { JobBest } from '../peer/procedures.ts';
import type { Proof } from '../peer/proof.ts';
import { proof as guard } from '../peer/proof-guard.ts';
import { bytes, integer, orElse, record, text } from '../peer/shape.ts';
import { hashOf } from './hash.ts';

export interface Result {
  readonly title: string;
  /** Absent: not known. */
  readonly unit?: string;
  /** The problem's canonical bytes. */
  readonly problem: Uint8Array;
  readonly best: Pick<JobBest, 'energy' | 'state' | 'by'>;
  readonly proof: Proof;
}

const FORMAT = 'result/1';
const LARGEST = 64_000_000;
const fields = record({
  lehr: text(32),
  title: text(200),
  unit: orElse(text(32), ''),
  problem: bytes(LARGEST),
  best: record({
    energy: integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    state: bytes(4_000_000),
    by: text(64),
  }),
});

export function writeResult({ title, unit, problem, best, proof }: Result): string {
  const { kind, kernel, steps } = proof;
  const { energy, state, by } = best;
  return `${toText({ lehr: FORMAT, title, unit, kind, kernel, problem, best: { energy, state, by }, steps })}\n`;
}

/** Throws a ProblemError that says what is wrong with the file. */
export function readResult(file: string): Result {
  let value: unknown;
  try {
    value = fromText(file);
  } catch {
    throw new ProblemError('This is no result of Lehr: it is no JSON.');
  }
  try {
    const { lehr, title, unit, problem, best } = fields(value, 'the result');
    if (lehr !== FORMAT) throw new Error(`it is of the format "${lehr}", and this program reads "${FORMAT}"`);
    const proof = guard({ ...(value as object), problem: hashOf(problem) }, 'the result');
    return { title, ...(unit === '' ? {} : { unit }), problem, best, proof };
  } catch (error) {
    throw new ProblemError(`This is no result of Lehr: ${error instanceof Error ? error.message : error}.`);
  }
}

/** A proof alone, as the journal keeps it. */
export function proofToText(proof: Proof): string {
  return toText(proof);
}

export function proofFromText(text: string): Proof {
  return guard(fromText(text), 'the proof');
}

/** Fields that are bytes; elsewhere in a step `state` is a hash. */
const BASE64 = /^base64:/;

function toText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each instanceof Uint8Array ? `base64:${toBase64(each)}` : each,
  );
}

function fromText(text: string): unknown {
  return JSON.parse(text, (key, each: unknown) =>
    typeof each === 'string' && BASE64.test(each) && BINARY.has(key) ? fromBase64(each.slice(7)) : each,
  );
}

const BINARY: ReadonlySet<string> = new Set(['state', 'problem', 'scope']);

function toBase64(data: Uint8Array): string {
  let text = '';
  for (let i = 0; i < data.length; i += 0x8000) text += String.fromCharCode(...data.subarray(i, i + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
