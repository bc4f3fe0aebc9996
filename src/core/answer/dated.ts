import { datesIn, type PlacedDate } from './dates.ts';
import { simplified } from '../text/simplified.ts';

/** So much of a document's beginning may tell its date. */
const HEAD = 1200;
/** Words before a date in a document's head by which the date is the document's. */
const LABEL =
  /(?:\b(?:dated|date|issued(?: on)?|published(?: on)?|effective(?: (?:from|on|as of|date))?|in force (?:from|since)|with effect from|last (?:updated|revised|modified)(?: on)?|updated(?: on)?|revised(?: on)?|adopted(?: on)?|approved(?: on)?|version of|as of|signed(?: on)?|meeting (?:of|on))|日期|时间|发布|公布|印发|颁布|签订|签署|签字|制定|修订|修正|通过|施行|实施|生效|更新|自|于|版)[\s*_"“:：|（(,，-]{0,6}(?:日|时间|日期|于|自)?[\s*_:：]{0,4}$/iu;
/** Words behind it. */
const LABELLED =
  /^[\s)）]{0,2}(?:起?(?:发布|公布|印发|颁布|签订|签署|制定|修订|修正|通过|施行|实施|生效|更新)|版|起(?:施行|执行)?)/u;
/** Before a date within a statement from which the statement holds. */
const SINCE =
  /(?:\b(?:from|since|as of|with effect from|effective(?: (?:from|on|as of))?|starting(?: on| from)?|beginning(?: on)?)\s+(?:the\s+)?|自|从)$/iu;
const SINCE_BEHIND = /^\s*(?:起|以后|之后|开始)/u;

/**
 * Since when a statement holds: the date that it names with 'from', 'effective', 自…起; else its document's.
 *
 * @returns an ISO date, as far as it is told (`2024-03`), or undefined
 */
export function statementDate(statement: string, source: string, file: string): string | undefined {
  const plain = simplified(statement);
  const since = datesIn(plain).filter(
    ({ start, end, key }) =>
      !key.startsWith('-') && (SINCE.test(plain.slice(0, start)) || SINCE_BEHIND.test(plain.slice(end))),
  );
  return since[0]?.key ?? documentDate(source, file);
}

/** The date of a document: as its head tells it (front matter, 'Dated …', 时间：…), else as its file's name does. */
export function documentDate(source: string, file: string): string | undefined {
  const head = simplified(source.slice(0, HEAD));
  // The most exact one: a title's year says less than the day from which it is in force.
  const [told] = datesIn(head)
    .filter((date) => !date.key.startsWith('-') && isLabelled(head, date))
    .sort((a, b) => b.key.length - a.key.length || a.start - b.start);
  return told?.key ?? datesIn(nameOf(file)).findLast(({ key }) => !key.startsWith('-'))?.key ?? yearOf(file);
}

function isLabelled(head: string, { start, end }: PlacedDate): boolean {
  return LABEL.test(head.slice(Math.max(0, start - 40), start)) || LABELLED.test(head.slice(end, end + 12));
}

/** The name without its end, words apart: minutes-2024-03-01.md is of 1 March 2024. */
function nameOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const digits = /(?<![0-9])((?:19|20)[0-9]{2})[-_.]?([01][0-9])[-_.]?([0-3][0-9])(?![0-9])/u.exec(name);
  if (digits !== null) return `${digits[1]}-${digits[2]}-${digits[3]}`;
  return name.replace(/\.[^.]*$/u, '').replace(/[_-]+/gu, ' ');
}

function yearOf(file: string): string | undefined {
  return /(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])/u.exec(file.slice(file.lastIndexOf('/') + 1))?.[1];
}
