import { css } from 'lit';

/** The heads of what is folded away: a line to tap, and an arrowhead that turns where it is open. */
export const folds = css`
  summary {
    min-height: 44px;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    cursor: pointer;
    color: var(--ink-soft);
    list-style: none;
  }
  /* Safari's own arrowhead, which no list-style takes away. */
  summary::-webkit-details-marker {
    display: none;
  }
  summary::before {
    content: '';
    flex: none;
    width: 0.5em;
    height: 0.5em;
    border: solid var(--ink-faint);
    border-width: 0 2px 2px 0;
    rotate: -45deg;
  }
  details[open] > summary::before {
    rotate: 45deg;
  }
`;
