import { isUnspaced, scriptOf } from '../../core/text/script.ts';
import type { RememberedFile, RememberedSection } from '../../protocol/memoryReports.ts';

/** Headings that say nothing about what stands below them. */
const PLAIN =
  /^(?:introduction|overview|contents|table of contents|summary|abstract|references|bibliography|appendix|index|notes?|preface|conclusions?|changelog|license|todo|usage|目录|前言|引言|序言?|摘要|概述|简介|附录|参考文献|说明|备注|总结|结论)$/iu;
/** Files whose headings are names of functions and fields rather than subjects. */
const CODE =
  /\.(?:[cm]?[jt]sx?|py|java|go|rs|rb|php|cs?|cc|cpp|h|hpp|swift|kt|json|ya?ml|toml|css|sql|sh)$/iu;
/** Its number: `3.`, `3.2`, `(4)`, `第三条`, `二、`, `§ 5`. */
const NUMBER =
  /^(?:§\s*)?(?:[（(]?\d+(?:\.\d+)*[.)）、:：]?|第[0-9零一二三四五六七八九十百]+[章节条款篇部][、:：]?|[一二三四五六七八九十]+[、.]|[(（][一二三四五六七八九十]+[)）]|(?:part|chapter|section|article)\s+\w+[.:]?)\s*/iu;
const SHORTEST = 3;
const LONGEST = 60;

/** Files to look into for questions: documents before code, long ones first, one of each folder before a second. */
export function suggestingFiles(files: readonly RememberedFile[], most: number): RememberedFile[] {
  const documents = files.filter(({ file, leaves }) => !CODE.test(file) && leaves > 1);
  const byLength = documents.toSorted((a, b) => b.leaves - a.leaves || (a.file < b.file ? -1 : 1));
  const folderOf = ({ file }: RememberedFile): string => file.slice(0, file.lastIndexOf('/') + 1);
  const turns = [...Map.groupBy(byLength, folderOf).values()];
  const chosen: RememberedFile[] = [];
  for (let turn = 0; chosen.length < most && turns.some((own) => turn < own.length); turn++)
    chosen.push(...turns.flatMap((own) => own[turn] ?? []));
  return chosen.slice(0, most);
}

/**
 * Questions that a file's own headings ask, those with the most below them first. A heading that is a question is
 * asked as it stands; any other is quoted, in the language that it is in.
 */
export function headingQuestions(sections: readonly RememberedSection[], most: number): string[] {
  const parents = new Set(sections.map(({ parent }) => parent));
  return sections
    .map((section, at) => ({ ...section, at, subject: section.heading.replace(NUMBER, '').trim() }))
    .filter(({ parent, at, subject }) => {
      // The title of the whole is no question about a part of it.
      const title = parent <= 0 && parents.has(at) && sections.length > 3;
      const { length } = subject.replace(/[^\p{L}\p{N}]/gu, '');
      return (
        !title && length >= SHORTEST - (isUnspaced(scriptOf(subject)) ? 1 : 0) && subject.length <= LONGEST
      );
    })
    .filter(({ subject }) => !PLAIN.test(subject))
    .toSorted((a, b) => b.leaves - a.leaves || a.at - b.at)
    .slice(0, most)
    .map(({ subject }) => questionOf(subject));
}

function questionOf(subject: string): string {
  if (/[?？]$/u.test(subject)) return subject;
  const bare = subject.replace(/["“”「」]/gu, '');
  return isUnspaced(scriptOf(bare)) ? `“${bare}”里说了什么？` : `What does it say about “${bare}”?`;
}
