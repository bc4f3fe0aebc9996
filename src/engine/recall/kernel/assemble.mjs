// Assembles scan.wat and writes its bytes into scan.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';

const { parseWat } = await wabt();
const module = parseWat('scan.wat', readFileSync(join(import.meta.dirname, 'scan.wat'), 'utf8'), {
  simd: true,
});
module.validate();
const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
const file = join(import.meta.dirname, 'scan.ts');
writeFileSync(file, readFileSync(file, 'utf8').replace(/(const ASSEMBLED =\s*')[^']*'/, `$1${bytes}'`));
