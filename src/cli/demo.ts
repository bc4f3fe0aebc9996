import { printAnswer } from './answer.ts';
import { refresh } from './session.ts';
import type { Session } from './session.ts';

/** What the demo asks of the sample library, and why. */
const questions = [
  { kind: 'Chinese, about a Chinese document', question: '会议决定什么时候更换冷却泵？' },
  {
    kind: 'Across languages: asked in Chinese, answered from an English document',
    question: '租约提前终止需要提前多久通知？',
  },
  { kind: 'One that the files do not answer', question: 'What is the capital gains tax rate in Portugal?' },
] as const;

const shownPassages = 2;

/** `recollect demo`: indexes the sample library and asks it three questions. */
export async function demoCommand(session: Session, library: string): Promise<number> {
  const { terminal, engine, signal } = session;
  await refresh(session, { workspace: library });
  for (const { kind, question } of questions) {
    terminal.print(terminal.paint('faint', `── ${kind}`));
    const result = await engine.ask({ workspace: library, question }, { signal });
    await printAnswer(session, result, { workspace: library, passages: shownPassages });
    terminal.print();
  }
  terminal.print('Ask your own folder: npm run -s recollect -- ask DIR "your question"');
  return 0;
}
