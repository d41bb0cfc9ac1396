import { energyMeant, spinUnitOf } from '../../formats/spin-unit.ts';
import type { JobTarget } from '../../peer/procedures.ts';

/** What is asked of a job that is to be started. */
export interface Wishes {
  readonly title: string;
  /** Seconds of donated time; null: until it is stopped. */
  readonly budget: number | null;
  readonly weight: number;
  readonly moves: number | null;
  readonly target: JobTarget | null;
  /** Begin with the order in which the places came. */
  readonly fromGiven: boolean;
}

/** The form as it is filled in. */
export interface Form {
  readonly title: string;
  readonly amount: string;
  readonly per: 'minutes' | 'seconds' | 'unlimited';
  readonly weight: string;
  readonly moves: string;
  readonly target: string;
  readonly fromGiven: boolean;
}

/** The longest title a job may have, and the longest time people may ask for: a year. */
export const LONGEST_TITLE = 200;
const MOST_SECONDS = 366 * 86_400;

export type Filled =
  | { readonly wishes: Wishes }
  | { readonly wrong: readonly ('budget' | 'moves' | 'target')[] };

export interface Reader {
  /** Of the view: people give a target on the map in kilometres, and a cut, of which more is better, as it is. */
  readonly unit: string;
  /** Stands for an empty title. */
  readonly untitled: string;
  /** In which the numbers are written: `de`, or `en`. */
  readonly language: string;
}

/** The form as wishes, or which fields are wrong. */
export function filled(form: Form, { unit, untitled, language }: Reader): Filled {
  const read = (text: string) => numberOf(text, language);
  const optional = (text: string) => (text.trim() === '' ? null : read(text));
  const seconds = form.per === 'unlimited' ? null : read(form.amount) * (form.per === 'minutes' ? 60 : 1);
  const [moves, target] = [optional(form.moves), optional(form.target)];
  const wrong = [
    ...(seconds !== null && !(seconds > 0 && seconds <= MOST_SECONDS) ? (['budget'] as const) : []),
    ...(moves !== null && !(Number.isSafeInteger(moves) && moves > 0) ? (['moves'] as const) : []),
    ...(target !== null && !isTarget(target, unit) ? (['target'] as const) : []),
  ];
  if (wrong.length > 0) return { wrong };
  return {
    wishes: {
      title: form.title.trim().slice(0, LONGEST_TITLE) || untitled,
      budget: seconds,
      weight: Number(form.weight),
      moves,
      target: target === null ? null : { energy: energyOf(target, unit) },
      fromGiven: form.fromGiven,
    },
  };
}

function isTarget(target: number, unit: string): boolean {
  const measure = spinUnitOf(unit)?.measure;
  const signed = measure === 'energy' || measure === 'value';
  return Number.isFinite(target) && (signed || target > 0);
}

function energyOf(target: number, unit: string): number {
  if (unit === 'm') return Math.round(target * 1000);
  const spins = spinUnitOf(unit);
  return spins ? energyMeant(target, spins) : Math.round(target);
}

/**
 * A number as people write it, with spaces or the language's marks between groups of three and with either mark for
 * decimals where it cannot be a group; NaN for anything else.
 */
export function numberOf(text: string, language: string): number {
  const plain = text.trim().replaceAll(/(?<=\d)[\s\u00a0\u202f'](?=\d)/g, '');
  const groups = language === 'de' ? /^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$/ : /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/;
  if (groups.test(plain))
    return Number(plain.replaceAll(language === 'de' ? '.' : ',', '').replace(',', '.'));
  return /^[-+]?\d+([.,]\d+)?$/.test(plain) ? Number(plain.replace(',', '.')) : Number.NaN;
}
