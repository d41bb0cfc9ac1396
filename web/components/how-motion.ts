import { css } from 'lit';

/** How the pictures of <lehr-how> move: calmly, nine seconds a round, and not at all where less motion is asked for. */
export const howMotion = css`
  @media (prefers-reduced-motion: no-preference) {
    .goes,
    .fades,
    .comes,
    .comes-and-goes,
    .mercury,
    .arrives,
    .settles {
      animation: 9s ease-in-out infinite both;
    }
    .goes {
      animation-name: goes;
    }
    .fades {
      animation-name: fades;
    }
    .comes {
      animation-name: comes;
    }
    .comes-and-goes {
      animation-name: comes-and-goes;
    }
    .mercury {
      animation-name: falls;
    }
    .arrives {
      animation-name: arrives;
    }
    .settles {
      animation-name: settles;
    }
  }
  @keyframes goes {
    0%,
    12% {
      transform: none;
    }
    40%,
    88% {
      transform: translate(215px, 8px);
      opacity: 1;
    }
    96% {
      transform: translate(215px, 8px);
      opacity: 0;
    }
    97% {
      transform: none;
      opacity: 0;
    }
    100% {
      transform: none;
      opacity: 1;
    }
  }
  @keyframes fades {
    0%,
    25% {
      opacity: 1;
    }
    45%,
    92% {
      opacity: 0;
    }
    100% {
      opacity: 1;
    }
  }
  @keyframes comes-and-goes {
    0%,
    25% {
      opacity: 0;
    }
    42%,
    52% {
      opacity: 1;
    }
    68%,
    100% {
      opacity: 0;
    }
  }
  @keyframes comes {
    0%,
    52% {
      opacity: 0;
    }
    70%,
    92% {
      opacity: 1;
    }
    100% {
      opacity: 0;
    }
  }
  @keyframes falls {
    0%,
    12% {
      transform: scaleY(1);
    }
    70%,
    92% {
      transform: scaleY(0.12);
    }
    100% {
      transform: scaleY(1);
    }
  }
  @keyframes arrives {
    0%,
    10% {
      transform: none;
      opacity: 1;
    }
    45% {
      transform: translate(118px, 0);
      opacity: 0;
    }
    88% {
      transform: none;
      opacity: 0;
    }
    100% {
      transform: none;
      opacity: 1;
    }
  }
  @keyframes settles {
    0% {
      opacity: 0.35;
    }
    40%,
    52% {
      opacity: 0.35;
    }
    70%,
    92% {
      opacity: 1;
    }
    100% {
      opacity: 0.35;
    }
  }
`;
