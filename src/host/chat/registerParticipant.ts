import * as vscode from 'vscode';
import type { ParticipantParts } from './participant.ts';

/** Id of the participant, as the manifest has it. */
const PARTICIPANT = 'recollect.documents';

/** Registers `@recollect` in the editor's chat. Nothing is loaded or opened before it is asked. */
export function registerParticipant(
  parts: ParticipantParts & { readonly extensionUri: vscode.Uri },
): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(
    PARTICIPANT,
    async (request, context, stream, token) => {
      const { respond } = await import('../later.ts');
      return respond(parts, { request, context, stream }, token);
    },
  );
  participant.iconPath = vscode.Uri.joinPath(parts.extensionUri, 'media/icon.png');
  participant.followupProvider = {
    provideFollowups: async ({ metadata }) => {
      const { followups } = await import('../later.ts');
      return followups(metadata);
    },
  };
  return participant;
}
