// Numbers as English and Chinese write them, the interface's languages. Intl would know every language, and its first
// use loads the ICU's data: 10 ms and more in which the extension host, or the panel before its first picture, does
// nothing else.

/** "1,234" for 1234.4. @param value finite */
export function grouped(value: number): string {
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A share, 0 to 1, as whole percents; "<1%" for what is above 0 and would round to it, as the panel has it. */
export function percent(share: number): string {
  return share > 0 && share < 0.005 ? '<1%' : `${Math.round(share * 100)}%`;
}

/** "+0.62", "−1.40" */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
