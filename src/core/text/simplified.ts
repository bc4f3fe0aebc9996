/** Each traditional character before its simplified one: those of questions, numbers, dates and units. */
const PAIRS =
  '為为爲为麼么麽么誰谁幾几裡里裏里個个時时種种區区別别異异變变較较與与對对嗎吗義义樣样點点請请問问應应該该們们這这換换裝装設设處处' +
  '條条項项臺台屆届國国單单釋释錄录當当間间歲岁長长頁页號号萬万億亿圓元貳贰參叁陸陆兩两稱称視视認认評评發发進进調调後后開开關关' +
  '產产來来隻只無无體体鐘钟鍾钟週周噸吨頓顿鎊镑鬆松從从於于還还僅仅實实際际' +
  '沒没權权據据規规約约協协議议補补訂订廢废執执';
const SIMPLIFIED = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, i) => [PAIRS[2 * i] ?? '', PAIRS[2 * i + 1] ?? '']),
);

/**
 * The text with its commonest traditional characters simplified, for patterns that know simplified ones alone. Every
 * character keeps its place; other texts stay as they are.
 */
export function simplified(text: string): string {
  return text.replace(/[\u4e00-\u9fff]/gu, (letter) => SIMPLIFIED.get(letter) ?? letter);
}
