/**
 * What devices are tried on: texts as they stand in documents, of several languages, scripts and lengths, so that a run
 * has padding in it.
 */
export const sampleTexts: readonly string[] = [
  'The lessee shall give written notice of at least three months before the end of a quarter.',
  'Die Miete ist bis zum dritten Werktag eines Monats im Voraus zu zahlen, sofern nichts anderes vereinbart ist.',
  '承租人应当在合同期满前三个月书面通知出租人，否则合同自动延长一年。',
  'export function paddedTo(tokens: number): number { return WIDTHS.find((width) => width >= tokens) ?? tokens; }',
  'Eels migrate past the turbines mostly at night and on the ebb; none of the 214 tagged fish was found injured, and the two that were not heard again had left the array before the tide turned.',
  'Freeze dryer SQ-D12: the vacuum pump starts at -40 °C. Where the chamber does not reach 0.3 mbar within 20 minutes, clean the seal and try again.',
  'Смета была увеличена с 28 400 до 33 600 фунтов после заседания 13 мая.',
  'See §4.2.',
];
