import { energyShown, spinUnitOf } from '../../formats/spin-unit.ts';

/** What an energy means to people: a tour's length, or what the view of spins says. */
export type Measure = 'length' | 'cut' | 'energy' | 'value';

/** By the view's unit (see ProblemView). */
export function measureOf(unit: string): Measure {
  return spinUnitOf(unit)?.measure ?? 'length';
}

/** Numbers and times in words, in one language. All text that contains a number goes through here. */
export interface Format {
  /** Whole number with group separators. */
  count(value: number): string;
  /** Three digits and a magnitude: `12.3 M`, `12,3 Mio.`. */
  short(value: number): string;
  /** At most two decimals: a weight, a number of megabytes. */
  decimal(value: number): string;
  /**
   * The length of a tour: metres become kilometres, with decimals where they are few; files without a unit keep their
   * number. A cut is minus its energy, and of spins energies may be counted in thousandths.
   * @param step  of a scale whose marks are to be told apart; none: as exactly as its own size asks for
   */
  length(energy: number, unit: string, step?: number): string;
  /** `3.20 %`, `−0.10 %`; what is too little for that and not nothing is `< 0.01 %`. @param part of one. */
  percent(part: number): string;
  /** `41 %`: a part of one without decimals, but never 0 or 100 for what is neither. */
  share(part: number): string;
  /** `1:05:09` from seconds. */
  duration(seconds: number): string;
  /** Day and time, short; and the day alone, in full. @param millis since 1970 */
  date(millis: number): string;
  day(millis: number): string;
  /** BCP 47. */
  readonly locale: string;
}

export function formatFor(language: string): Format {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const some = [0, 1, 2].map((digits) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }));
  const exact = (value: number, decimals: number) =>
    (decimals === 0 ? whole : new Intl.NumberFormat(language, { minimumFractionDigits: decimals }))
      .format(value)
      .replace('-', '\u2212');
  const marks = [0, 1, 2, 3].map(
    (digits) =>
      new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const kilometres = (value: number, step?: number) => {
    // The marks of one scale have the same decimals, whatever their own size.
    const digits = step === undefined ? null : Math.min(3, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
    if (digits !== null) return (marks[digits] ?? whole).format(value);
    return (some[value < 10 ? 2 : value < 1000 ? 1 : 0] ?? whole).format(value);
  };
  const magnitudes = language.toLowerCase().startsWith('de') ? MAGNITUDES.de : MAGNITUDES.en;
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const three = new Intl.NumberFormat(language, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  return {
    count: (value) => whole.format(value),
    short: (value) => {
      const at = SIZES.findIndex((size) => value >= size * 0.9995);
      const size = SIZES[at];
      return size ? `${three.format(value / size)}\u202f${magnitudes[at]}` : whole.format(value);
    },
    length: (energy, unit, step) => {
      if (unit === 'm') return `${kilometres(energy / 1000, step && step / 1000)}\u202fkm`;
      const spins = spinUnitOf(unit);
      if (spins) return exact(energyShown(energy, spins), Math.log10(spins.per));
      return `${whole.format(energy)}${unit && `\u202f${unit}`}`;
    },
    decimal: (value) => (some[2] ?? whole).format(value),
    percent: (part) => {
      if (part > 0 && part < 0.000_05) return `<\u202f${percent.format(0.01)}\u202f%`;
      return `${percent.format(part * 100).replace('-', '\u2212')}\u202f%`;
    },
    share: (part) => {
      const rounded = Math.round(part * 100);
      const near = part !== 0 && part !== 1 && (rounded === 0 || rounded === 100);
      return near
        ? `${percent.format(part * 100).replace('-', '\u2212')}\u202f%`
        : `${whole.format(rounded).replace('-', '\u2212')}\u202f%`;
    },
    date: (millis) => moment.format(millis),
    day: (millis) => day.format(millis),
    locale: language,
    duration: (seconds) => {
      const all = Math.max(0, Math.floor(seconds));
      const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
      const two = (v: number) => String(v).padStart(2, '0');
      return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
    },
  };
}

const SIZES = [1e12, 1e9, 1e6, 1e3] as const;
/** As newspapers write them: not everybody knows what a G is. */
const MAGNITUDES = { en: ['tn', 'bn', 'M', 'k'], de: ['Bio.', 'Mrd.', 'Mio.', 'Tsd.'] } as const;
