/**
 * Proof by replay: which answers are computed again, by whom, and what follows.
 *
 * 1. An answer counts when it was replayed, when a later one of its donor was, or at once when its donor stands (trust.ts).
 * 2. A replay goes to other donors that stand, never to the claimant; what anybody else answers counts for nothing. Where they
 *    differ, the judge decides: our own process, one thread, which also replays where nobody else can.
 * 3. A lie bars its donor, takes its credit, and everything it answered since its last sound replay is false.
 * 4. Everything is bounded: replays that wait, what a donor may have open, attempts, the judge's share of the donated time.
 *    What finds no room is not replayed, and counts as its donor's other answers let it.
 *
 * Longer than our guide: who replays, what the judge says and what then counts is one state of an answer, and one table of tests.
 */
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import type { Booking, Claim, Judge, Party, Verdicts } from './claim.ts';
import type { CallEnd } from './dispatch.ts';
import type { Random } from './random.ts';
import type { MaybeLater } from './store.ts';
import { afterReplay, replayShare, stands, type Trust } from './trust.ts';

export interface AuditorOptions<Job> {
  readonly random: Random;
  readonly judge: Judge;
  readonly problem: (sha256: string) => MaybeLater<Uint8Array | undefined>;
  /** Everybody who is here. */
  readonly parties: () => readonly Party[];
  readonly trust: { get(donor: string): Trust; set(donor: string, trust: Trust): void };
  readonly now: () => number;
  readonly verdicts: Verdicts<Job>;
  readonly log: (line: string) => void;
}

/** A replay that donors are asked for. */
export interface ReplayCall<Job> {
  readonly job: Job;
  readonly input: AnnealTask;
  readonly timeout: number;
  readonly eligible: readonly number[];
  end(end: CallEnd): void;
}

export interface AuditStats {
  /** Replays done, by donors and by the judge, and the moves in them. */
  readonly replays: number;
  readonly moves: number;
  /** Moves of all answers of strangers. */
  readonly claimed: number;
  readonly judgeMillis: number;
  readonly lies: number;
  /** Replays that wait or are under way. */
  readonly open: number;
}

interface Open<Job> {
  readonly booking: Booking<Job>;
  counted: boolean;
  /** The bytes of a claim are held no longer than they are needed. */
  audit: Audit<Job> | null;
}

/** What a donor answered since its last sound replay, oldest first. */
interface Account<Job> {
  readonly claims: Open<Job>[];
  barred: boolean;
}

interface Audit<Job> {
  readonly claim: Claim<Job>;
  readonly of: Open<Job>;
  readonly account: Account<Job>;
  attempts: number;
  /** A donor that answered something else. */
  dispute: { readonly by: Party; readonly answer: AnnealAnswer } | null;
}

const MOST_WAITING = 256;
const MOST_CLAIMS = 256;
const ATTEMPTS = 3;
/** Donors that one replay may go to: the router picks the least busy. */
const ASKED = 4;
const SAMPLED = 32;
/** The judge's share of the donated time, and what it may spend before there was any. Milliseconds. */
const JUDGE_SHARE = 0.1;
const JUDGE_ADVANCE = 2_000;
/** A replay may take so many times the time of the task: no donor asked is known to be half as fast. */
const PATIENCE = 10;
const LONGEST = 600_000;
const CALL_SLACK = 10_000;

export class Auditor<Job> {
  private readonly accounts = new Map<string, Account<Job>>();
  /** For donors, and for the judge. */
  private readonly waiting: Audit<Job>[] = [];
  private readonly docket: Audit<Job>[] = [];
  private readonly out = new Set<Audit<Job>>();
  private judging: AbortController | null = null;
  private closed = false;
  private donated = 0;
  private readonly tally = { replays: 0, moves: 0, claimed: 0, judgeMillis: 0, lies: 0 };

  constructor(private readonly options: AuditorOptions<Job>) {}

  get stats(): AuditStats {
    const { waiting, docket, out, judging } = this;
    return { ...this.tally, open: waiting.length + docket.length + out.size + (judging ? 1 : 0) };
  }

  /** Replays of this job's answers that are not decided. */
  openOf(job: Job): number {
    let open = 0;
    for (const { claims } of this.accounts.values())
      for (const { booking, audit } of claims) if (audit && booking.job === job) open++;
    return open;
  }

  isBarred(donor: string): boolean {
    return this.options.trust.get(donor).barred;
  }

  /** Books a verified answer, and decides whether to replay it: nobody can know before. */
  answered(claim: Claim<Job>): void {
    const { verdicts, random } = this.options;
    const { by, input, answer } = claim;
    const { job, step, moves, improved } = claim;
    const booking = { job, step, moves, improved, by };
    this.donated += (input.millis * answer.moves) / input.moves;
    if (by.own) {
      verdicts.counts(booking);
      return;
    }
    this.tally.claimed += answer.moves;
    const trust = this.options.trust.get(by.donor);
    const account = this.account(by);
    const open: Open<Job> = { booking, counted: false, audit: null };
    account.claims.push(open);
    if (account.claims.length > MOST_CLAIMS) account.claims.shift();
    if (stands(trust)) this.count(open);
    if (random() < replayShare(trust) * 2 ** 32) this.open(claim, open, account);
  }

  /** The next replay for donors; null when there is none, or so many are out. */
  next(most: number): ReplayCall<Job> | null {
    while (this.out.size < most) {
      const audit = this.waiting.shift();
      if (!audit) return null;
      if (!this.isLive(audit)) continue;
      const eligible = this.replayers(audit.claim);
      if (eligible.length > 0) return this.call(audit, eligible);
      this.toJudge(audit);
    }
    return null;
  }

  /** The donor's last session is gone: what counts stays so, what is being replayed is decided all the same. */
  left(donor: string): void {
    const account = this.accounts.get(donor);
    if (account?.claims.every(({ audit }) => audit === null)) this.accounts.delete(donor);
  }

  /** A donor caught by its own word: an energy that is not the state's. */
  lie(liar: Party, reason: string): void {
    this.condemn(liar, reason);
  }

  close(): void {
    this.closed = true;
    this.judging?.abort();
    this.waiting.length = 0;
    this.docket.length = 0;
  }

  private account(by: Party): Account<Job> {
    let account = this.accounts.get(by.donor);
    if (!account) {
      account = { claims: [], barred: false };
      this.accounts.set(by.donor, account);
    }
    return account;
  }

  private open(claim: Claim<Job>, of: Open<Job>, account: Account<Job>): void {
    if (this.waiting.length + this.docket.length >= MOST_WAITING) return;
    of.audit = { claim, of, account, attempts: 0, dispute: null };
    // The judge is quick to answer: as far as its time goes, a newcomer waits for nobody else.
    if (this.isAffordable || this.replayers(claim).length === 0) this.toJudge(of.audit);
    else this.waiting.push(of.audit);
  }

  /** Sessions that may replay this: of other accounts, that stand, half as fast at least where there are such. */
  private replayers({ by, input, answer }: Claim<Job>): number[] {
    const { parties, random } = this.options;
    const all = parties();
    const from = all.length <= SAMPLED ? 0 : random() % all.length;
    const some = Array.from(
      { length: Math.min(SAMPLED, all.length) },
      (_, i) => all[(from + i) % all.length]!,
    );
    const able = some.filter((party) => !party.paused && party.donor !== by.donor && this.believed(party));
    const speed = (answer.moves / input.millis) * 0.5;
    const quick = able.filter((party) => party.speed >= speed);
    const chosen = quick.length > 0 ? quick : able.sort((a, b) => b.speed - a.speed);
    return chosen.slice(0, ASKED).map(({ session }) => session);
  }

  private believed(party: Party): boolean {
    return party.own || stands(this.options.trust.get(party.donor));
  }

  private call(audit: Audit<Job>, eligible: readonly number[]): ReplayCall<Job> {
    const input = replayOf(audit.claim);
    this.out.add(audit);
    return {
      job: audit.claim.job,
      input,
      eligible,
      timeout: input.millis + CALL_SLACK,
      end: (end) => {
        this.out.delete(audit);
        this.ended(audit, end);
      },
    };
  }

  private ended(audit: Audit<Job>, end: CallEnd): void {
    if (!this.isLive(audit)) return;
    audit.attempts++;
    const { claim } = audit;
    const answer = end.is === 'answer' ? (end.output as AnnealAnswer | null) : null;
    const by =
      end.is === 'answer' ? this.options.parties().find(({ session }) => session === end.callee) : undefined;
    if (
      !answer ||
      !by ||
      by.donor === claim.by.donor ||
      !this.believed(by) ||
      answer.moves !== claim.answer.moves
    ) {
      // Nobody's word that counts: it left, was too slow, or another router gave the call to anybody.
      if (audit.attempts < ATTEMPTS) this.waiting.push(audit);
      else this.toJudge(audit);
      return;
    }
    this.tally.replays++;
    this.tally.moves += answer.moves;
    if (isSame(answer, claim.answer)) this.sound(audit, by);
    else {
      audit.dispute = { by, answer };
      this.toJudge(audit, true);
    }
  }

  private get isAffordable(): boolean {
    const spent = this.tally.judgeMillis + this.docket.length * 1_000 + (this.judging ? 1_000 : 0);
    return spent <= JUDGE_ADVANCE + JUDGE_SHARE * this.donated;
  }

  private toJudge(audit: Audit<Job>, first = false): void {
    // A donor that stands is sampled as far as the judge's time goes; a newcomer and a dispute it always hears.
    if (!audit.dispute && stands(this.options.trust.get(audit.claim.by.donor)) && !this.isAffordable) {
      audit.of.audit = null;
      return;
    }
    if (first) this.docket.unshift(audit);
    else this.docket.push(audit);
    void this.judge();
  }

  private async judge(): Promise<void> {
    if (this.judging || this.closed) return;
    const audit = this.docket.shift();
    if (!audit) return;
    if (this.isLive(audit)) {
      const abort = new AbortController();
      this.judging = abort;
      const began = this.options.now();
      const truth = await this.truth(audit.claim, abort.signal);
      this.judging = null;
      this.tally.judgeMillis += this.options.now() - began;
      if (this.closed) return;
      if (this.isLive(audit)) this.decide(audit, truth);
    }
    void this.judge();
  }

  /** What the kernel gives; null where it cannot be found out. */
  private async truth(claim: Claim<Job>, signal: AbortSignal): Promise<AnnealAnswer | null> {
    const { judge, problem, log } = this.options;
    const input = replayOf(claim);
    try {
      const found = problem(input.problem);
      const bytes = found instanceof Promise ? await found : found;
      if (!bytes) return null;
      const answer = await judge(input, bytes, signal);
      this.tally.replays++;
      this.tally.moves += answer.moves;
      return answer.moves === claim.answer.moves ? answer : null;
    } catch (error) {
      if (!signal.aborted) log(`a replay failed: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  }

  private decide(audit: Audit<Job>, truth: AnnealAnswer | null): void {
    const { dispute, claim, of } = audit;
    if (!truth) {
      of.audit = null;
      return;
    }
    const replayedRight = dispute && isSame(dispute.answer, truth);
    if (dispute && !replayedRight) this.condemn(dispute.by, 'a replay it gave is not what the kernel gives');
    if (isSame(claim.answer, truth)) {
      this.sound(audit, null);
      return;
    }
    if (dispute && replayedRight) this.options.verdicts.worked(dispute.by, truth.moves);
    of.audit = null;
    const reason = `task ${claim.input.task} does not give what it answered`;
    this.condemn(claim.by, reason);
  }

  /** The answer is what the kernel gives, and so we believe what came before it. */
  private sound(audit: Audit<Job>, by: Party | null): void {
    const { trust, verdicts } = this.options;
    const { claim, of, account } = audit;
    of.audit = null;
    verdicts.replayed(of.booking);
    if (by) verdicts.worked(by, claim.moves);
    this.count(of);
    const next = afterReplay(trust.get(claim.by.donor));
    trust.set(claim.by.donor, next);
    const until = account.claims.indexOf(of);
    for (const [i, open] of account.claims.entries())
      if (open.audit === null && (i < until || stands(next))) this.count(open);
    const covered = account.claims.filter((open, i) => open.audit !== null || i > until);
    account.claims.splice(0, account.claims.length, ...covered);
    this.tidy(claim.by.donor, account);
  }

  private count(open: Open<Job>): void {
    if (open.counted) return;
    open.counted = true;
    this.options.verdicts.counts(open.booking);
  }

  private condemn(liar: Party, reason: string): void {
    const { trust, verdicts, log } = this.options;
    // What our own program gives is never a lie: where it differs, that is a fault of ours.
    if (liar.own) log(`${liar.name}, a donor of this process: ${reason}`);
    if (liar.own || trust.get(liar.donor).barred) return;
    const account = this.accounts.get(liar.donor);
    if (account) account.barred = true;
    this.accounts.delete(liar.donor);
    this.tally.lies++;
    verdicts.lied(liar, account?.claims.map(({ booking }) => booking) ?? [], reason);
  }

  private isLive(audit: Audit<Job>): boolean {
    return !audit.account.barred && audit.of.audit === audit;
  }

  private tidy(donor: string, { claims }: Account<Job>): void {
    if (claims.length === 0) this.accounts.delete(donor);
  }
}

/** The call that computes a claim again: of a task as it stands in a claim, not packed. Fields behind a spread would take a hundred times as long. */
function replayOf({ input, answer }: Claim<unknown>): AnnealTask {
  const { job, task, kind, kernel, problem, seed, scope, state, mates, schedule, moves } = input;
  const millis = Math.min(LONGEST, PATIENCE * input.millis + CALL_SLACK);
  const until = answer.moves;
  return { job, task, kind, kernel, problem, seed, scope, state, mates, schedule, moves, millis, until };
}

function isSame(a: Pick<AnnealAnswer, 'state' | 'energy' | 'moves'>, b: typeof a): boolean {
  if (a.energy !== b.energy || a.moves !== b.moves || a.state.length !== b.state.length) return false;
  return a.state.every((byte, i) => byte === b.state[i]);
}
