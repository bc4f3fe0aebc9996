import type { AttentionResult, DocumentAttention } from '../../protocol/attentionMap.ts';
import type { MapDocument } from '../../protocol/mapMessages.ts';
import { askedFolders, sharedOut } from '../../protocol/mergeAnswers.ts';
import { nameParts } from '../places.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';

/** The attention on one workspace folder. */
export interface FolderAttention {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly result: AttentionResult;
  /** False where the folder was not asked. */
  readonly asked: boolean;
  /** True where the question names the folder itself. */
  readonly named: boolean;
}

/** What a map is drawn from, and what stands behind its documents, number by number. */
export interface MapContent {
  /** 0 where nothing was asked. */
  readonly nullShare: number;
  readonly documents: readonly MapDocument[];
  readonly files: readonly (WorkspaceFile & Pick<DocumentAttention, 'leaves'>)[];
}

/**
 * The folders' attention as one, shared out among them as their answers are (`mergeAnswers`). A folder that was not
 * asked has none.
 *
 * @param shownFile the file as people read it
 */
export function mapContent(
  folders: readonly FolderAttention[],
  shownFile: (file: WorkspaceFile) => string,
): MapContent {
  const asked = askedFolders(folders.filter((folder) => folder.asked));
  const { nullWeight, factors } = sharedOut(asked.map(({ result }) => result));
  const documents: MapDocument[] = [];
  const files: MapContent['files'][number][] = [];
  for (const one of folders) {
    const scale = factors[asked.indexOf(one)] ?? 0;
    for (const { file, share, sections, leaves, asked: was } of one.result.documents) {
      const { label, folder } = nameParts(shownFile({ folder: one.folder, file }));
      const { count, sections: sectionOf, shares } = leaves;
      documents.push({
        label,
        folder,
        asked: was && asked.includes(one),
        scale,
        share,
        sections,
        leaves: { count, sections: sectionOf, shares },
      });
      files.push({ folder: one.folder, file, leaves });
    }
  }
  return { nullShare: asked.length === 0 ? 0 : nullWeight, documents, files };
}
