import { css } from 'lit';

/** A table that says in numbers what a picture shows. */
export const tables = css`
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
  }
  th {
    text-align: start;
    font-weight: 400;
  }
  thead th {
    color: var(--ink-faint);
    font-size: 0.8125rem;
  }
  td,
  tbody th {
    border-top: 1px solid var(--rule);
    padding: 0.1rem 0;
  }
  /* Takes what the amounts leave, and no more. */
  .name {
    width: 100%;
    max-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .amount {
    text-align: end;
    padding-inline-start: 1em;
  }
`;
