import type { DoctorCheck } from '../protocol/memoryReports.ts';
import { harmlessLine } from './harmless.ts';
import { pad, width, wrap } from './layout.ts';
import type { Session } from './session.ts';
import type { Style } from './terminal.ts';

const signs = {
  ok: { sign: '✓', style: 'good' },
  warning: { sign: '!', style: 'warning' },
  error: { sign: '✗', style: 'bad' },
} satisfies Record<DoctorCheck['state'], { sign: string; style: Style }>;

/** `recollect doctor`: what was found about this machine, the models and a folder's memory; 1 where something is wrong. */
export async function doctorCommand(
  session: Session,
  { workspace, tryDevices }: { readonly workspace: string | undefined; readonly tryDevices: boolean },
): Promise<number> {
  const { terminal } = session;
  if (tryDevices) await session.engine.tryDevices();
  const { checks } = await session.engine.doctor(workspace === undefined ? {} : { workspace });
  const columns = Math.max(0, ...checks.map(({ name }) => width(harmlessLine(name))));
  for (const { name, state, detail } of checks) {
    const { sign, style } = signs[state];
    const said = harmlessLine(detail);
    for (const [index, { start, end }] of wrap(said, terminal.columns - columns - 4).entries()) {
      const first = index === 0;
      const head = first ? terminal.paint(style, sign) : ' ';
      const label = pad(first ? harmlessLine(name) : '', columns);
      terminal.print(`${head} ${first ? terminal.paint('strong', label) : label}  ${said.slice(start, end)}`);
    }
  }
  return checks.some(({ state }) => state === 'error') ? 1 : 0;
}
