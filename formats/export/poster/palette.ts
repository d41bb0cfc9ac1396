/** The pages' own colours (web/styles/tokens.css): what is hot is orange, what has cooled is blue-white, or ink blue on paper. */
export interface Palette {
  readonly ground: string;
  readonly land: string;
  readonly grid: string;
  readonly rule: string;
  readonly ink: string;
  readonly soft: string;
  readonly city: string;
  /** Along the tour's line, and from hot to cold along the curve. */
  readonly glass: readonly string[];
  /** Opacity of the glow: paper has none. */
  readonly glow: number;
}

export const PALETTES: Readonly<Record<'dark' | 'light', Palette>> = {
  dark: {
    ground: '#0a0c11',
    land: '#171d28',
    grid: '#1a202b',
    rule: '#262b35',
    ink: '#f4efe7',
    soft: '#b9b6b3',
    city: '#fff3df',
    glass: ['#ff461a', '#ff6a28', '#ffb242', '#fae2b2', '#a6ccf8'],
    glow: 0.22,
  },
  light: {
    ground: '#ffffff',
    land: '#efeae1',
    grid: '#f0ece5',
    rule: '#d9d1c5',
    ink: '#1f1b18',
    soft: '#544c45',
    city: '#2a211b',
    glass: ['#ba2606', '#d64a0e', '#cd7814', '#966820', '#22548a'],
    glow: 0,
  },
};
