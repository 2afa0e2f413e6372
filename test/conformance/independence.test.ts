import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// The suite tests AWS's behaviour and must run against AWS or an emulation: only one file knows which.
test('only the subject knows the local cloud', () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  const knowing = files.filter(file => / from '[./]+\/(rehearsal|src)\//.test(readFileSync(join(__dirname, file), 'utf8')));
  expect(knowing).toEqual(['subject.ts']);
});
