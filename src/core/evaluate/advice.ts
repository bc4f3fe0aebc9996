import { languageName } from './language.ts';
import { found, type Outcome } from './outcome.ts';
import type { Evaluation, Group } from './report.ts';
import type { Shape } from './shape.ts';

/** Something that would make the memory better, drawn from the figures. */
export interface Advice {
  readonly code:
    | 'no-model'
    | 'not-encoded'
    | 'skipped'
    | 'too-few'
    | 'language'
    | 'crossing'
    | 'unbroken'
    | 'no-headings'
    | 'file-type'
    | 'words-found'
    | 'wrongly-declined'
    | 'foreign-answered'
    | 'graph'
    | 'slow'
    | 'well';
  /** What was seen, with its figures. */
  readonly message: string;
  /** What to do about it. */
  readonly action: string;
  /** The files that it is about, where it is about some; at most five. */
  readonly files: readonly string[];
}

/** What is known of the memory beside the questions. */
export interface MemoryFacts {
  readonly files: number;
  readonly leaves: number;
  readonly encoded: number;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** True where there is no model, so that everything is found by its words alone. */
  readonly withoutModel: boolean;
  /** Of the files that were looked at. */
  readonly shapes: readonly Shape[];
}

/** Groups of fewer questions are not compared: their figures are chance. */
const LEAST_GROUP = 8;
/** What makes a difference between groups worth a line, beside intervals that do not meet. */
const GAP = 0.15;
const LEAST_FAILURES = 5;
const ENOUGH = 20;
const SHOWN_FILES = 5;
/** Tokens of a document without headings from which on they would help. */
const LONG = 20_000;
const SLOW = 2000;

type Judged = Omit<Evaluation, 'help'>;

/** What would help, the most urgent first; one line that all is well where nothing would. */
export function advise(outcomes: readonly Outcome[], judged: Judged, facts: MemoryFacts): Advice[] {
  const help = [
    ...ofMemory(facts),
    ...ofGroups(judged),
    ...ofShapes(facts.shapes, judged),
    ...ofWords(outcomes),
    ...ofDeclining(judged),
    ...ofSearch(judged),
  ];
  const known = judged.overall.recallAt1024?.questions ?? 0;
  if (known < ENOUGH) {
    help.push({
      code: 'too-few',
      message:
        known === 0
          ? 'No question was asked whose place is known, so nothing is known of how well these files are answered.'
          : `${plural(known, 'question')} with a known place ${known === 1 ? 'is' : 'are'} too few to go by: the intervals say how far off the figures may be.`,
      action:
        'Write down twenty or more questions that you would ask, each with the sentence that answers it ("quote"), and give them with --questions.',
      files: [],
    });
  }
  return help.length > 0
    ? help
    : [
        {
          code: 'well',
          message:
            'Nothing stands out: no file is left out, no group of questions does worse than the others.',
          action: 'Ask your own questions with --questions to be sure; made ones are easier.',
          files: [],
        },
      ];
}

function ofMemory({ skipped, leaves, encoded, withoutModel }: MemoryFacts): Advice[] {
  const help: Advice[] = [];
  if (withoutModel) {
    help.push({
      code: 'no-model',
      message:
        'There is no model, so everything is found by its words alone, never by its meaning or from another language.',
      action: 'Run "recollect doctor": it says which file of the model is missing or damaged.',
      files: [],
    });
  } else if (encoded < leaves) {
    help.push({
      code: 'not-encoded',
      message: `${count(leaves - encoded)} of ${plural(leaves, 'leaf', 'leaves')} are found by their words alone: they are not encoded yet.`,
      action: 'Run "recollect index" to the end, then evaluate again.',
      files: [],
    });
  }
  const byReason = new Map<string, string[]>();
  for (const { file, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), file]);
  for (const [reason, files] of [...byReason].sort(([, a], [, b]) => b.length - a.length)) {
    help.push({
      code: 'skipped',
      message: `${plural(files.length, 'file')} ${files.length === 1 ? 'is' : 'are'} left out, so nothing in ${files.length === 1 ? 'it' : 'them'} can be found: ${some(files)}. ${reason}`,
      action: wayIn(reason),
      files: files.slice(0, SHOWN_FILES),
    });
  }
  return help;
}

/** Most reasons say what to do themselves; kinds of files that are not read yet have one way in. */
function wayIn(reason: string): string {
  if (/not read yet/.test(reason))
    return 'Save the text of these files as Markdown or plain text beside them, then index again.';
  if (/only text|empty/i.test(reason))
    return 'If they matter, put what they show or say into a text file beside them; if not, name them in .recollectignore.';
  return 'Do what the reason says and index again; or name them in .recollectignore if they do not matter.';
}

function ofGroups({ byLanguage, byType, overall }: Judged): Advice[] {
  const help: Advice[] = [];
  for (const { group, rest } of lagging(byLanguage)) {
    const crossing = group.name.includes('>');
    help.push({
      code: crossing ? 'crossing' : 'language',
      message: `Questions in ${languageName(group.name)} find ${percent(group)} of their evidence, those in ${languageName(rest.name)} ${percent(rest)}.`,
      action: crossing
        ? 'Ask in the language that the files are written in, or add the terms of both languages to the files (a glossary is enough).'
        : 'Look at some of them with "recollect explain"; if their names and terms are what is missed, put these into quotation marks.',
      files: [],
    });
  }
  const failures = (group: Group) =>
    (group.recallAt1024?.questions ?? 0) * (1 - (group.recallAt1024?.mean ?? 0));
  const all = byType.reduce((sum, group) => sum + failures(group), 0);
  for (const { group } of lagging(byType)) {
    if (failures(group) < LEAST_FAILURES || failures(group) < all / 2) continue;
    help.push({
      code: 'file-type',
      message: `Most of what is missed stands in ${group.name} files: they give ${percent(group)} of their evidence, all files ${percentOf(overall.recallAt1024?.mean ?? 0)}.`,
      action: `Look at one of them with "recollect inspect": if its parts do not follow its content, keep it in a format with headings (Markdown) beside it, or leave ${group.name} files out with .recollectignore if they are not meant to be asked.`,
      files: [],
    });
  }
  return help;
}

/** Groups that are worse than the best one by more than chance allows. */
function lagging(groups: readonly Group[]): { readonly group: Group; readonly rest: Group }[] {
  const large = groups.filter(({ recallAt1024 }) => (recallAt1024?.questions ?? 0) >= LEAST_GROUP);
  const mean = ({ recallAt1024 }: Group) => recallAt1024?.mean ?? 0;
  const [best] = large.toSorted((a, b) => mean(b) - mean(a));
  if (best === undefined) return [];
  return large
    .filter(
      (group) =>
        mean(best) - mean(group) >= GAP && (group.recallAt1024?.high ?? 1) < (best.recallAt1024?.low ?? 0),
    )
    .map((group) => ({ group, rest: best }));
}

function ofShapes(shapes: readonly Shape[], { byFile, overall }: Judged): Advice[] {
  const help: Advice[] = [];
  const unbroken = shapes.filter((shape) => shape.unbroken > 0.3);
  if (unbroken.length > 0) {
    help.push({
      code: 'unbroken',
      message: `${plural(unbroken.length, 'file')} ${unbroken.length === 1 ? 'has' : 'have'} long stretches that no sentence or line ends, so they are cut where it falls: ${some(unbroken.map(({ file }) => file))}.`,
      action:
        'Break the text into sentences and paragraphs (a PDF or a scan may be exported again with line breaks kept), then index again.',
      files: unbroken.map(({ file }) => file).slice(0, SHOWN_FILES),
    });
  }
  const mean = overall.recallAt1024?.mean ?? 0;
  const worse = new Set(
    byFile.filter((group) => (group.recallAt1024?.mean ?? 1) < mean).map(({ name }) => name),
  );
  const flat = shapes.filter(
    ({ file, headings, tokens }) => headings === 0 && tokens > LONG && worse.has(file),
  );
  if (flat.length > 0) {
    help.push({
      code: 'no-headings',
      message: `${plural(flat.length, 'long file')} without a heading ${flat.length === 1 ? 'is' : 'are'} found less often than the others: ${some(flat.map(({ file }) => file))}.`,
      action:
        'Give chapters and sections headings of their own lines ("# …" in Markdown): they tell passages apart and are searched as well.',
      files: flat.map(({ file }) => file).slice(0, SHOWN_FILES),
    });
  }
  return help;
}

function ofWords(outcomes: readonly Outcome[]): Advice[] {
  const lost = outcomes.filter(
    (outcome) =>
      found(outcome) === false && (outcome.recallByWords ?? 0) >= 0.5 && outcome.sharedWord !== null,
  );
  const [example] = lost;
  if (example === undefined) return [];
  return [
    {
      code: 'words-found',
      message: `${plural(lost.length, 'question')} ${lost.length === 1 ? 'is' : 'are'} answered by words alone and missed by words and meaning together, such as “${example.question.question}”.`,
      action: `Put the telling word into quotation marks, here "${example.sharedWord ?? ''}": what is quoted is found first, whatever it means.`,
      files: [...new Set(lost.flatMap(({ question }) => question.evidence.map(({ file }) => file)))].slice(
        0,
        SHOWN_FILES,
      ),
    },
  ];
}

function ofDeclining({ overall: { wronglyDeclined }, declined }: Judged): Advice[] {
  const help: Advice[] = [];
  if (wronglyDeclined !== null && wronglyDeclined.questions >= LEAST_GROUP && wronglyDeclined.mean > 0.15) {
    help.push({
      code: 'wrongly-declined',
      message: `${percentOf(wronglyDeclined.mean)} of the questions that the files answer are declined.`,
      action:
        'Read the nearest passages that are shown below "Not found"; asking with the words that the files use makes it surer.',
      files: [],
    });
  }
  if (declined !== null && declined.questions >= LEAST_GROUP && declined.mean < 0.6) {
    help.push({
      code: 'foreign-answered',
      message: `Of ${declined.questions} questions that no file answers only ${percentOf(declined.mean)} are declined.`,
      action:
        'Read the cited sentence before you trust an answer, above all one with a low share of the attention.',
      files: [],
    });
  }
  return help;
}

function ofSearch({ graph, latency }: Judged): Advice[] {
  const help: Advice[] = [];
  const lost = (graph?.exactRecallAt1024?.mean ?? 0) - (graph?.recallAt1024?.mean ?? 0);
  if (lost > 0.02) {
    help.push({
      code: 'graph',
      message: `The graph loses ${percentOf(lost)} of the evidence that an exact search finds.`,
      action:
        'Run "recollect doctor": it compares the graph with an exact search; a damaged one is built again when its file is deleted. Asking one file (--scope) is always exact.',
      files: [],
    });
  }
  if ((latency.p95 ?? 0) > SLOW) {
    help.push({
      code: 'slow',
      message: `One question in twenty takes more than ${((latency.p95 ?? 0) / 1000).toFixed(1)} s.`,
      action:
        'Look whether something else keeps the processor busy; or split the folder, or ask one file with --scope.',
      files: [],
    });
  }
  return help;
}

function some(files: readonly string[]): string {
  const shown = files.slice(0, 3).join(', ');
  return files.length > 3 ? `${shown} and ${plural(files.length - 3, 'more', 'more')}` : shown;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function percent({ recallAt1024 }: Group): string {
  return percentOf(recallAt1024?.mean ?? 0);
}

function percentOf(share: number): string {
  return `${Math.round(share * 100)} %`;
}
