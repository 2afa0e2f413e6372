import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// The suite says what AWS does, whoever plays AWS: what it runs against is known to one file.
test('only the subject knows the local cloud', () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  const knowing = files.filter(file => / from '[./]+\/(rehearsal|src)\//.test(readFileSync(join(__dirname, file), 'utf8')));
  expect(knowing).toEqual(['subject.ts']);
});
