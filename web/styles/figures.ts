import { css } from 'lit';

/** Numbers that are the point of the page: `dl.figures` with `div`s of `dd.number` over `dt`. */
export const figures = css`
  .length {
    font-size: clamp(2.75rem, 5.6vw, 5.25rem);
    line-height: 1;
    font-weight: 300;
    letter-spacing: -0.025em;
    white-space: nowrap;
  }
  dl.figures {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 1rem 1.5rem;
  }
  dl.figures div {
    display: flex;
    flex-direction: column-reverse;
    justify-content: flex-end;
  }
  dl.figures dd {
    font-size: 1.5rem;
    line-height: 1.25;
    font-weight: 400;
    letter-spacing: -0.01em;
  }
  dl.figures dt {
    color: var(--ink-faint);
    font-size: 0.8125rem;
    line-height: 1.35;
  }
`;
