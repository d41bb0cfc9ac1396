import { css } from 'lit';

/** How far the best tour is from the best known one: `gapLine` of components/figure.ts, on a page that is read from near. */
export const gapLine = css`
  .gap {
    color: var(--ink-soft);
  }
  .gap .number {
    color: var(--cool);
    font-size: 1.25rem;
  }
  .gap.label {
    color: var(--ink-faint);
  }
  .gap.equal {
    color: var(--cool);
  }
`;
