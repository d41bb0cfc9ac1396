/** Slots and their dead letters as the router tells of them (router-lite: `<prefix>.slot.*`). */
import { asWampError } from '../../../peer/errors.ts';
import type { Desk } from '../../../worker/desk-api.ts';

export interface SlotRow {
  readonly procedure: string;
  readonly topic: string;
  readonly match: string;
  readonly durable: boolean;
  readonly members: number;
  readonly waiting: number;
  readonly inHand: number;
  readonly dead: number;
}

export interface LetterRow {
  readonly publication: number;
  readonly topic: string;
  /** Unix milliseconds of its last failure. */
  readonly failed: number;
  readonly attempts: number;
  readonly code: string;
  readonly message: string | null;
}

/** The router's own prefix, and the one in the realm of `lehr serve`. */
const PREFIXES = ['wamp', 'lehr'];
const ELSEWHERE = new Set(['wamp.error.no_such_procedure', 'wamp.error.not_authorized']);

type Dict = Readonly<Record<string, unknown>>;

export class Slots {
  readonly #desk: Desk;
  #prefix: string | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Null where this router has none, or does not tell this role. */
  async list(): Promise<SlotRow[] | null> {
    const prefixes = this.#prefix === null ? PREFIXES : [this.#prefix];
    for (const prefix of prefixes) {
      try {
        const { args } = await this.#desk.callRaw(`${prefix}.slot.list`, []);
        this.#prefix = prefix;
        return listOf(args[0]).map(slotOf);
      } catch (error) {
        if (!ELSEWHERE.has(asWampError(error).uri)) throw error;
      }
    }
    return null;
  }

  async letters(slot: string): Promise<LetterRow[]> {
    const { args } = await this.#desk.callRaw(`${this.#prefix}.slot.letters`, [slot]);
    return listOf(args[0]).map(letterOf);
  }

  /** All that is known of one: payload, error, details. */
  async letter(slot: string, publication: number): Promise<unknown> {
    return (await this.#desk.callRaw(`${this.#prefix}.slot.letter`, [slot, publication])).args[0];
  }

  /** How many it was done for; `publications` null: all. */
  async act(what: 'replay' | 'drop', slot: string, publications: readonly number[] | null): Promise<number> {
    const args = publications === null ? [slot] : [slot, publications];
    return Number((await this.#desk.callRaw(`${this.#prefix}.slot.${what}`, args)).args[0]);
  }
}

function listOf(value: unknown): readonly Dict[] {
  return Array.isArray(value) ? (value as readonly Dict[]) : [];
}

function slotOf(told: Dict): SlotRow {
  return {
    procedure: String(told.procedure),
    topic: String(told.topic),
    match: String(told.match),
    durable: told.durable === true,
    members: Number(told.members),
    waiting: Number(told.waiting),
    inHand: Number(told.in_hand),
    dead: Number(told.dead),
  };
}

function letterOf(told: Dict): LetterRow {
  return {
    publication: Number(told.publication),
    topic: String(told.topic),
    failed: Date.parse(String(told.failed)),
    attempts: Number(told.attempts),
    code: String(told.code),
    message: typeof told.message === 'string' ? told.message : null,
  };
}
