/** Amounts for people. They stay integers everywhere else. */

/** `80,000 RMB` */
export function rmb(amountRmb: number): string {
  return `${grouped(amountRmb)} RMB`;
}

/** `8.00 tokens`, of an amount in fen. */
export function tokens(amountFen: number): string {
  const fen = Math.abs(amountFen);
  const sign = amountFen < 0 ? '-' : '';
  return `${sign}${grouped(Math.floor(fen / 100))}.${String(fen % 100).padStart(2, '0')} tokens`;
}

/** `18 %`, of basis points. */
export function percent(bps: number): string {
  return `${bps / 100} %`;
}

function grouped(amount: number): string {
  return String(amount).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
