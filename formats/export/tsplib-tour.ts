import type { Tour } from './tour.ts';

/** A TSPLIB 95 tour file: cities numbered from 1, ended by −1. */
export function tsplibTour(tour: Tour): string {
  const name = tour.title.replaceAll(/\s+/g, ' ').trim();
  const unit = tour.view.unit === '' ? '' : ` ${tour.view.unit}`;
  const lines = [
    `NAME : ${name}`,
    `COMMENT : Length ${tour.length}${unit}, found by Lehr`,
    'TYPE : TOUR',
    `DIMENSION : ${tour.order.length}`,
    'TOUR_SECTION',
    ...Array.from(tour.order, (city) => String(city + 1)),
    '-1',
    'EOF',
  ];
  return `${lines.join('\n')}\n`;
}
