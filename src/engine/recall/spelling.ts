import type { LexicalIndex } from '../../core/ports.ts';
import { misspelled, type Spelling } from '../../core/recall/typos.ts';
import { terms } from '../../core/text/words.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import type { Snapshot, SnapshotDocument } from './snapshot.ts';

export interface SpellingInput {
  readonly snapshot: Snapshot;
  readonly lexical: LexicalIndex;
  readonly textOf: (document: SnapshotDocument) => string;
}

/** Leaves that are looked through for a word as it is written. */
const LOOKED_THROUGH = 3;
/** In a longer text a word that no file holds is no slip, and there are many. */
const LONGEST = 600;

/**
 * Words of a question that are one slip away from a word of the files. The full-text index knows stems, so what it
 * offers is looked for letter by letter: "allegations" is not read as "allenations" because of a Mr Allen.
 */
export function spellingsIn(text: string, { snapshot, lexical, textOf }: SpellingInput): Spelling[] {
  if (text.length > LONGEST) return [];
  const { table, documents } = snapshot;
  const stands = (term: string): boolean =>
    lexical.search([term], LOOKED_THROUGH).some(({ label }) => {
      const index = table.indexOf.get(label) ?? -1;
      const document = documents[table.document[index] ?? -1];
      const leaf = document?.tree.leaves[table.ordinal[index] ?? -1];
      if (document === undefined || leaf === undefined) return false;
      return terms(textOf(document).slice(leaf.start, leaf.end)).includes(term);
    });
  return misspelled(text, (term) => lexical.frequency(term), stands);
}

/** What to tell of a word that was read as another. */
export function spellingWarning({ typed, read }: Spelling): Sentence {
  return sentence('spelling', typed, read);
}
